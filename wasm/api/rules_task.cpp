// The checks of a scheduled task: its `parameters` object and the fields of its cron schedule (reference section 8).
#include <algorithm>
#include <charconv>

#include "api/rules.h"

namespace holdfast::api {
namespace {

constexpr std::int64_t kDay = 86'400'000;

bool isNumberWithin(std::string_view text, int first, int last) {
  int number = 0;
  const auto [rest, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc{} && rest == text.data() + text.size() && number >= first && number <= last;
}

bool isNamed(std::string_view text, int last) {
  constexpr std::string_view kMonths = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
  constexpr std::string_view kDays = "SUNMONTUEWEDTHUFRISAT";
  const std::string_view names = last == 12 ? kMonths : last == 7 ? kDays : "";
  const auto at = text.size() == 3 ? names.find(text) : std::string_view::npos;
  return at != std::string_view::npos && at % 3 == 0;
}

/// One element between commas: `*`, `?`, `n`, `n-m`, either with `/step`, `L`, `LW`, `nL`, `nW`, `n#k`.
bool isCronElement(std::string_view text, int first, int last, std::string_view special) {
  const auto allows = [&](char sign) { return special.find(sign) != std::string_view::npos; };
  const auto isValue = [&](std::string_view value) {
    return isNumberWithin(value, first, last) || isNamed(value, last);
  };
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    if (!isNumberWithin(text.substr(slash + 1), 1, last)) return false;
    text = text.substr(0, slash);
  }
  if (text == "*") return true;
  if (text == "?") return allows('?');
  if (text == "L") return allows('L');
  if (text == "LW") return allows('L') && allows('W');
  if (const auto hash = text.find('#'); hash != std::string_view::npos) {
    return allows('#') && isValue(text.substr(0, hash)) && isNumberWithin(text.substr(hash + 1), 1, 5);
  }
  if (text.size() > 1 && (text.back() == 'L' || text.back() == 'W') && !isNamed(text, last)) {
    return allows(text.back()) && isValue(text.substr(0, text.size() - 1));
  }
  if (const auto dash = text.find('-'); dash != std::string_view::npos && dash > 0) {
    return isValue(text.substr(0, dash)) && isValue(text.substr(dash + 1));
  }
  return isValue(text);
}

void checkRetention(const Check& check, const Json& parameters, const Json& retention) {
  constexpr std::string_view kWhere = "parameters.metaData.retention";
  const auto type = textMember(retention, "type");
  const auto value = integerMember(retention, "value");
  if ((type != "day" && type != "week" && type != "month") || !value || *value < 1) {
    return check.fault(kWhere, ErrorCode::parameterRange,
                       "Retention is {type: day, week or month, value: a whole number from 1}.");
  }
  const auto offset = integerMember(parameters, "retentionOffset");
  const std::int64_t unit = type == "day" ? kDay : 7 * kDay;
  if (type != "month" && offset && *offset != *value * unit) {
    check.fault("parameters.retentionOffset", ErrorCode::parameterMismatch,
                "The offset must say the same as the retention: " + std::to_string(*value * unit) + " milliseconds.");
  }
}

}  // namespace

void checkCron(const Check& check, std::string_view parameter, std::string_view field, int first, int last,
               std::string_view special) {
  bool isWell = true;
  while (isWell) {
    const auto comma = field.find(',');
    isWell = isCronElement(field.substr(0, comma), first, last, special);
    if (comma == std::string_view::npos) break;
    field = field.substr(comma + 1);
  }
  if (isWell) return;
  check.fault(parameter, ErrorCode::parameterRange,
              "The field takes values from " + std::to_string(first) + " to " + std::to_string(last) +
                  " with , - * / between them" + (special.empty() ? "." : ", and " + std::string(special) + "."));
}

void checkTaskParameters(const Check& check, const Json& parameters) {
  if (!parameters.is_object()) {
    return check.fault("parameters", ErrorCode::parameterType, "parameters must be a JSON object.");
  }
  if (const auto name = textMember(parameters, "name")) checkName(check, "parameters.name", *name);
  if (const auto store = textMember(parameters, "storeName")) checkName(check, "parameters.storeName", *store);
  if (const auto passcode = textMember(parameters, "passcode")) checkPasscode(check, "parameters.passcode", *passcode);
  const Json* const metaData = member(parameters, "metaData");
  const Json* const retention = metaData == nullptr ? nullptr : member(*metaData, "retention");
  if (retention != nullptr) checkRetention(check, parameters, *retention);
}

}  // namespace holdfast::api
