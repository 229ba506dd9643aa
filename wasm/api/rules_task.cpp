// The checks of a scheduled task: its `parameters` object and its cron fields (reference section 8).
#include "api/rules.h"

namespace holdfast::api {
namespace {

constexpr std::int64_t kDay = 86'400'000;

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

void checkCron(const Check& check, CronPart part, std::string_view field) {
  if (auto read = readCronField(part, field); !read) {
    check.fault(read.error().parameter, read.error().code, std::move(read.error().message));
  }
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
