// Reading the fields element by element, and a walk over the days of the calendar.
#include "api/cron.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <chrono>

#include "api/sentences.h"

namespace holdfast::api {
namespace {

using Special = CronField::Special;

struct Bounds {
  int first;
  int last;
  /// Three letters for each value from 1 on.
  std::string_view names;
  /// Said of what is none of its values.
  Sentence refusal;
};

constexpr std::array<Bounds, 5> kBounds = {{
    {0, 59, "", Sentence::cronMinute},
    {0, 23, "", Sentence::cronHour},
    {1, 31, "", Sentence::cronDayOfMonth},
    {1, 12, "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC", Sentence::cronMonth},
    {1, 7, "SUNMONTUEWEDTHUFRISAT", Sentence::cronDayOfWeek},
}};

const Bounds& boundsOf(CronPart part) { return kBounds[static_cast<std::size_t>(part)]; }

std::optional<int> numberOf(std::string_view text) {
  int number = 0;
  const auto [rest, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{} || rest != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

std::optional<int> valueOf(std::string_view text, const Bounds& bounds) {
  const auto at = text.size() == 3 ? bounds.names.find(text) : std::string_view::npos;
  const auto value = at != std::string_view::npos && at % 3 == 0 ? static_cast<int>(at / 3) + 1 : numberOf(text);
  return value && *value >= bounds.first && *value <= bounds.last ? value : std::nullopt;
}

/// `L`, `L-n`, `LW`, `nW` of the days of a month; `nL`, `n#k` of those of a week.
std::optional<Special> specialOf(CronPart part, std::string_view text) {
  using enum Special::Kind;
  const Bounds& bounds = boundsOf(part);
  if (part == CronPart::dayOfMonth) {
    if (text == "L") return Special{lastDay};
    if (text == "LW") return Special{lastWeekday};
    if (text.starts_with("L-")) {
      const auto before = numberOf(text.substr(2));
      return before && *before >= 1 && *before <= 30 ? std::optional(Special{lastDay, *before}) : std::nullopt;
    }
    if (!text.ends_with('W')) return std::nullopt;
    const auto day = valueOf(text.substr(0, text.size() - 1), bounds);
    return day ? std::optional(Special{nearestWeekday, *day}) : std::nullopt;
  }
  if (part != CronPart::dayOfWeek) return std::nullopt;
  if (const auto hash = text.find('#'); hash != std::string_view::npos) {
    const auto day = valueOf(text.substr(0, hash), bounds);
    const auto nth = numberOf(text.substr(hash + 1));
    return day && nth && *nth >= 1 && *nth <= 5 ? std::optional(Special{nthOfMonth, *day, *nth}) : std::nullopt;
  }
  if (text.size() < 2 || !text.ends_with('L')) return std::nullopt;
  const auto day = valueOf(text.substr(0, text.size() - 1), bounds);
  return day ? std::optional(Special{lastOfMonth, *day}) : std::nullopt;
}

/// Takes in one element between commas; false where it is none.
bool readElement(CronPart part, std::string_view text, CronField& field) {
  const Bounds& bounds = boundsOf(part);
  const bool isDay = part == CronPart::dayOfMonth || part == CronPart::dayOfWeek;
  if (text == "?") return isDay && (field.isAny = true);
  if (text == "L" && part == CronPart::dayOfWeek) text = "SAT";
  if (const auto special = specialOf(part, text)) {
    field.specials.push_back(*special);
    return true;
  }
  const auto slash = text.find('/');
  const bool hasStep = slash != std::string_view::npos;
  const auto step = hasStep ? numberOf(text.substr(slash + 1)) : std::optional(1);
  if (!step || *step < 1 || *step > bounds.last) return false;
  text = text.substr(0, slash);
  if (text == "*" && !hasStep) return field.isAny = true;

  auto first = std::optional(bounds.first);
  auto last = std::optional(bounds.last);
  if (text != "*") {
    const auto dash = text.find('-');
    first = valueOf(text.substr(0, dash), bounds);
    if (dash != std::string_view::npos) last = valueOf(text.substr(dash + 1), bounds);
    if (dash == std::string_view::npos && !hasStep) last = first;
  }
  if (!first || !last) return false;
  // A range may run over the end, as FRI-MON does.
  const int span = bounds.last - bounds.first + 1;
  if (*last < *first) *last += span;
  for (int value = *first; value <= *last; value += *step) {
    field.values |= std::uint64_t{1} << (value > bounds.last ? value - span : value);
  }
  return true;
}

// ---- The calendar ----

using std::chrono::sys_days;
using std::chrono::year_month_day;

/// 1 (Sunday) to 7.
int dayOfWeek(sys_days date) { return static_cast<int>(std::chrono::weekday(date).c_encoding()) + 1; }

int lengthOf(const year_month_day& date) {
  return static_cast<int>(static_cast<unsigned>((date.year() / date.month() / std::chrono::last).day()));
}

/// The Monday to Friday nearest to `day` in its own month.
int weekdayNearest(const year_month_day& date, int day) {
  const int length = lengthOf(date);
  const auto at = sys_days(date.year() / date.month() / std::chrono::day(static_cast<unsigned>(day)));
  if (dayOfWeek(at) == 7) return day > 1 ? day - 1 : day + 2;
  if (dayOfWeek(at) == 1) return day < length ? day + 1 : day - 2;
  return day;
}

bool matches(const Special& special, sys_days at) {
  const year_month_day date(at);
  const int day = static_cast<int>(static_cast<unsigned>(date.day()));
  const int length = lengthOf(date);
  switch (special.kind) {
    case Special::Kind::lastDay: return day == length - special.value;
    case Special::Kind::lastWeekday: return day == weekdayNearest(date, length);
    case Special::Kind::nearestWeekday: return special.value <= length && day == weekdayNearest(date, special.value);
    case Special::Kind::lastOfMonth: return dayOfWeek(at) == special.value && day + 7 > length;
    case Special::Kind::nthOfMonth: return dayOfWeek(at) == special.value && (day - 1) / 7 + 1 == special.nth;
  }
  return false;
}

bool isAllowed(const CronField& field, unsigned value, sys_days at) {
  return field.has(value) ||
         std::ranges::any_of(field.specials, [&](const Special& special) { return matches(special, at); });
}

}  // namespace

Result<CronField> readCronField(CronPart part, std::string_view text) {
  std::string upper(text);
  std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  CronField field;
  std::string_view rest = upper;
  while (true) {
    const auto comma = rest.find(',');
    const std::string_view element = rest.substr(0, comma);
    if (!readElement(part, element, field)) {
      return std::unexpected(say(ErrorCode::parameterRange, boundsOf(part).refusal,
                                 kCronParts[static_cast<std::size_t>(part)],
                                 {{"element", std::string(element.substr(0, 40))}}));
    }
    if (comma == std::string_view::npos) return field;
    rest = rest.substr(comma + 1);
  }
}

Result<void> checkDayFields(const CronField& dayOfMonth, const CronField& dayOfWeek) {
  if (dayOfMonth.isAny || dayOfWeek.isAny) return {};
  return std::unexpected(say(ErrorCode::parameterMismatch, Sentence::cronDays, "dayOfWeek"));
}

Result<Cron> Cron::parse(const std::array<std::string, 5>& fields) {
  Cron cron;
  cron.texts_ = fields;
  std::vector<Error> faults;
  for (std::size_t index = 0; index < fields.size(); ++index) {
    auto field = readCronField(static_cast<CronPart>(index), fields[index]);
    if (field) {
      cron.fields_[index] = std::move(*field);
    } else {
      faults.push_back(std::move(field.error()));
    }
  }
  if (faults.empty()) {
    auto days = checkDayFields(cron.field(CronPart::dayOfMonth), cron.field(CronPart::dayOfWeek));
    if (!days) faults.push_back(std::move(days.error()));
  }
  if (faults.empty()) return cron;
  std::string message = faults.front().message;
  std::string parameter = faults.front().parameter;
  return std::unexpected(Error{.code = ErrorCode::validationFailed,
                               .message = std::move(message),
                               .parameter = std::move(parameter),
                               .faults = std::move(faults)});
}

std::optional<EpochMs> Cron::nextAfter(EpochMs time) const {
  using namespace std::chrono;
  constexpr int kDays = 40 * 366;
  constexpr int kMinutesOfDay = 24 * 60;
  const auto from = floor<minutes>(sys_time<milliseconds>(milliseconds(time))) + minutes(1);
  const auto firstDay = floor<days>(from);
  int minute = static_cast<int>((from - firstDay).count());
  for (sys_days at = firstDay; at < firstDay + days(kDays); at += days(1), minute = 0) {
    const year_month_day date(at);
    if (!field(CronPart::month).has(static_cast<unsigned>(date.month()))) continue;
    if (!isAllowed(field(CronPart::dayOfMonth), static_cast<unsigned>(date.day()), at)) continue;
    if (!isAllowed(field(CronPart::dayOfWeek), static_cast<unsigned>(dayOfWeek(at)), at)) continue;
    for (; minute < kMinutesOfDay; ++minute) {
      const bool isRun = field(CronPart::hour).has(static_cast<unsigned>(minute / 60)) &&
                         field(CronPart::minute).has(static_cast<unsigned>(minute % 60));
      if (isRun) return duration_cast<milliseconds>((at + minutes(minute)).time_since_epoch()).count();
    }
  }
  return std::nullopt;
}

std::vector<EpochMs> Cron::runsAfter(EpochMs time, std::size_t count) const {
  std::vector<EpochMs> runs;
  while (runs.size() < count) {
    const auto next = nextAfter(runs.empty() ? time : runs.back());
    if (!next) break;
    runs.push_back(*next);
  }
  return runs;
}

std::string Cron::expression() const {
  std::array<std::string, 5> parts = texts_;
  std::string& dayOfMonth = parts[static_cast<std::size_t>(CronPart::dayOfMonth)];
  std::string& dayOfWeek = parts[static_cast<std::size_t>(CronPart::dayOfWeek)];
  if (dayOfMonth != "?" && dayOfWeek != "?") (field(CronPart::dayOfWeek).isAny ? dayOfWeek : dayOfMonth) = "?";
  std::string expression = "0";
  for (const std::string& part : parts) expression += " " + part;
  return expression;
}

}  // namespace holdfast::api
