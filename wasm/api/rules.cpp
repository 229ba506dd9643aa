// The checks of names, passcodes, dates and other single values.
#include "api/rules.h"

#include <algorithm>
#include <charconv>

#include "base/utf8.h"

namespace holdfast::api {
namespace {

constexpr std::size_t kNameBytes = 255;
constexpr std::size_t kPasscodeLeast = 8;  // API page create-backup
constexpr std::size_t kPasscodeGood = 15;  // NIST SP 800-63B-4 section 3.1.1.2, a passcode alone
constexpr std::string_view kVerifyLevels[] = {"1", "2", "3", "4"};
constexpr std::string_view kRunStatuses[] = {"scheduled", "executing", "succeeded",
                                             "skipped",   "failed",    "submitfailed"};
constexpr std::int64_t kLatest = 8'640'000'000'000'000;  // the last date of ECMAScript

bool isBlank(char32_t point) { return point == U' ' || point == U'\t' || point == U'\u00a0' || point == U'\u3000'; }

bool isControl(char32_t point) { return point < 0x20 || (point >= 0x7f && point < 0xa0); }

bool isPlain(char32_t point) {
  return (point >= U'0' && point <= U'9') || (point >= U'A' && point <= U'Z') || (point >= U'a' && point <= U'z') ||
         point == U'-' || point == U'_' || point == U'.';
}

std::u32string pointsOf(std::string_view text) {
  std::u32string points;
  while (const auto point = takeCodePoint(text)) points.push_back(*point);
  return points;
}

/// The text of a JSON string; a fault where it is anything else.
std::optional<std::string> textOrFault(const Check& check, std::string_view parameter, const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  check.fault(parameter, ErrorCode::parameterType, Sentence::textType);
  return std::nullopt;
}

/// The whole number of a JSON number or of its decimal text.
std::optional<std::int64_t> wholeNumber(const Json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_number_float()) {
    const double number = value.get<double>();
    if (number != static_cast<double>(static_cast<std::int64_t>(std::clamp(number, -9e15, 9e15)))) return std::nullopt;
    return static_cast<std::int64_t>(number);
  }
  if (!value.is_string()) return std::nullopt;
  const std::string& text = value.get_ref<const std::string&>();
  std::int64_t number = 0;
  const auto [rest, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
  return number;
}

void checkRetentionDate(const Check& check, std::string_view parameter, const Json& value) {
  const auto date = wholeNumber(value);
  if (!date || *date < -1 || *date == 0 || *date > kLatest) {
    return check.fault(parameter, date ? ErrorCode::parameterRange : ErrorCode::parameterType, Sentence::retentionDate);
  }
  if (*date != -1 && *date <= check.now) {
    check.advise(parameter, ErrorCode::parameterRange, Sentence::retentionDatePassed);
  }
}

void checkDate(const Check& check, std::string_view parameter, const Json& value) {
  const auto date = wholeNumber(value);
  if (!date) return check.fault(parameter, ErrorCode::parameterType, Sentence::dateType);
  if (*date < 0 || *date > kLatest) {
    check.fault(parameter, ErrorCode::parameterRange, Sentence::dateRange);
  }
}

void checkCount(const Check& check, std::string_view parameter, const Json& value) {
  const auto count = wholeNumber(value);
  if (!count) return check.fault(parameter, ErrorCode::parameterType, Sentence::countType);
  if (*count < -1 || *count == 0) {
    check.fault(parameter, ErrorCode::parameterRange, Sentence::countRange);
  }
}

void checkLevel(const Check& check, std::string_view parameter, const Json& value) {
  const auto level = wholeNumber(value);
  if (!level) return check.fault(parameter, ErrorCode::parameterType, Sentence::levelType);
  const auto levels = valuesOf(Kind::verifyLevel);
  if (std::ranges::find(levels, std::to_string(*level)) == levels.end()) {
    check.fault(parameter, ErrorCode::parameterRange, Sentence::levelRange);
  }
}

void checkFlag(const Check& check, std::string_view parameter, const Json& value) {
  if (value.is_boolean()) return;
  if (value.is_string()) {
    std::string text = value.get<std::string>();
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (text == "true" || text == "false") return;
  }
  check.fault(parameter, ErrorCode::parameterType, Sentence::flagType);
}

void checkTaskType(const Check& check, std::string_view type) {
  constexpr std::string_view kTypes[] = {"CreateBackup", "BackupRetentionCleaner", "CleanGPJobs",
                                         "CreateHealthCheckReports"};
  if (std::ranges::find(kTypes, type) == std::end(kTypes)) {
    check.advise("type", ErrorCode::parameterRange, Sentence::taskTypeUnknown);
  }
}

void checkRunStatus(const Check& check, std::string_view status) {
  const auto statuses = valuesOf(Kind::runStatus);
  if (std::ranges::find(statuses, status) == statuses.end()) {
    check.fault("status", ErrorCode::parameterRange, Sentence::runStatusUnknown);
  }
}

void checkText(const Check& check, const Parameter& parameter, std::string_view text) {
  const std::string_view name = parameter.name;
  switch (parameter.kind) {
    case Kind::name:
    case Kind::id: return checkName(check, name, text);
    case Kind::taskType: return checkTaskType(check, text);
    case Kind::runStatus: return checkRunStatus(check, text);
    case Kind::cronMinute: return checkCron(check, CronPart::minute, text);
    case Kind::cronHour: return checkCron(check, CronPart::hour, text);
    case Kind::cronDayOfMonth: return checkCron(check, CronPart::dayOfMonth, text);
    case Kind::cronMonth: return checkCron(check, CronPart::month, text);
    case Kind::cronDayOfWeek: return checkCron(check, CronPart::dayOfWeek, text);
    default: return;
  }
}

}  // namespace

std::span<const std::string_view> valuesOf(Kind kind) {
  if (kind == Kind::verifyLevel) return kVerifyLevels;
  if (kind == Kind::runStatus) return kRunStatuses;
  return {};
}

void Check::fault(std::string_view parameter, ErrorCode code, Sentence sentence, ErrorValues values) const {
  found.issues.push_back(say(code, sentence, parameter, std::move(values)));
}

void Check::advise(std::string_view parameter, ErrorCode code, Sentence sentence, ErrorValues values) const {
  found.advice.push_back(say(code, sentence, parameter, std::move(values)));
}

void checkName(const Check& check, std::string_view parameter, std::string_view name) {
  if (!isUtf8(name)) return check.fault(parameter, ErrorCode::parameterEncoding, Sentence::nameEncoding);
  if (name.size() > kNameBytes) {
    check.fault(parameter, ErrorCode::parameterTooLong, Sentence::nameTooLong,
                {{"bytes", std::to_string(name.size())}, {"limit", std::to_string(kNameBytes)}});
  }
  if (name == "." || name == "..") {
    return check.fault(parameter, ErrorCode::parameterCharacters, Sentence::nameDots);
  }
  const std::u32string points = pointsOf(name);
  if (points.empty()) return;
  if (isBlank(points.front()) || isBlank(points.back())) {
    check.fault(parameter, ErrorCode::parameterCharacters, Sentence::nameBlankEnds);
  }
  if (points.find_first_of(U"/\\?#%") != std::u32string::npos || std::ranges::any_of(points, isControl)) {
    check.fault(parameter, ErrorCode::parameterCharacters, Sentence::nameCharacters);
  } else if (!std::ranges::all_of(points, isPlain)) {
    check.advise(parameter, ErrorCode::parameterCharacters, Sentence::nameUnusual);
  }
}

void checkPasscode(const Check& check, std::string_view parameter, std::string_view passcode) {
  if (!isUtf8(passcode)) {
    return check.fault(parameter, ErrorCode::parameterEncoding, Sentence::passcodeEncoding);
  }
  const std::u32string points = pointsOf(passcode);
  if (points.size() < kPasscodeLeast) {
    check.fault(parameter, ErrorCode::parameterTooShort, Sentence::passcodeTooShort);
  } else if (points.size() < kPasscodeGood) {
    check.advise(parameter, ErrorCode::parameterTooShort, Sentence::passcodeShort);
  }
  if (points.empty()) return;
  if (isBlank(points.front()) || isBlank(points.back())) {
    check.advise(parameter, ErrorCode::parameterCharacters, Sentence::passcodeBlankEnds);
  }
  if (std::ranges::any_of(points, [](char32_t point) { return point > 0x7e || point < 0x20; })) {
    check.advise(parameter, ErrorCode::parameterCharacters, Sentence::passcodeUnusual);
  }
}

void checkValue(const Check& check, const Parameter& parameter, const Json& value) {
  switch (parameter.kind) {
    case Kind::retentionDate: return checkRetentionDate(check, parameter.name, value);
    case Kind::date: return checkDate(check, parameter.name, value);
    case Kind::flag: return checkFlag(check, parameter.name, value);
    case Kind::count: return checkCount(check, parameter.name, value);
    case Kind::verifyLevel: return checkLevel(check, parameter.name, value);
    case Kind::storeSettings: return checkStoreSettings(check, value);
    case Kind::storeUpdate: return checkStoreUpdate(check, value);
    case Kind::recoverySettings: return checkRecoverySettings(check, value);
    case Kind::taskParameters: return checkTaskParameters(check, value);
    default: break;
  }
  if (const auto text = textOrFault(check, parameter.name, value)) checkText(check, parameter, *text);
}

}  // namespace holdfast::api
