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
    return check.fault(kWhere, ErrorCode::parameterRange, Sentence::taskRetention);
  }
  const auto offset = integerMember(parameters, "retentionOffset");
  const std::int64_t unit = type == "day" ? kDay : 7 * kDay;
  if (type != "month" && offset && *offset != *value * unit) {
    check.fault("parameters.retentionOffset", ErrorCode::parameterMismatch, Sentence::taskRetentionOffset,
                {{"milliseconds", std::to_string(*value * unit)}});
  }
}

}  // namespace

void checkCron(const Check& check, CronPart part, std::string_view field) {
  if (auto read = readCronField(part, field); !read) {
    check.found.issues.push_back(std::move(read.error()));
  }
}

void checkTaskParameters(const Check& check, const Json& parameters) {
  if (!parameters.is_object()) {
    return check.fault("parameters", ErrorCode::parameterType, Sentence::objectType);
  }
  if (const auto name = textMember(parameters, "name"); name && !name->empty()) {
    checkName(check, "parameters.name", *name);
  }
  if (const auto store = textMember(parameters, "storeName")) checkName(check, "parameters.storeName", *store);
  if (const auto passcode = textMember(parameters, "passcode"); passcode && !passcode->empty()) {
    checkPasscode(check, "parameters.passcode", *passcode);
  }
  const Json* const metaData = member(parameters, "metaData");
  const Json* const retention = metaData == nullptr ? nullptr : member(*metaData, "retention");
  if (retention != nullptr) checkRetention(check, parameters, *retention);
}

void checkTask(const Check& check, const Json& values, bool isNew) {
  const auto month = textMember(values, "dayOfMonth");
  const auto week = textMember(values, "dayOfWeek");
  if (month && week && !month->empty() && !week->empty()) {
    const auto days = readCronField(CronPart::dayOfMonth, *month);
    const auto weekdays = readCronField(CronPart::dayOfWeek, *week);
    // A field that cannot be read has its own fault.
    if (days && weekdays) {
      if (auto both = checkDayFields(*days, *weekdays); !both) {
        check.found.issues.push_back(std::move(both.error()));
      }
    }
  }
  const Json* const parameters = member(values, "parameters");
  if (parameters == nullptr || !parameters->is_object()) return;
  const bool isNeeded = isNew && textMember(values, "type") == "CreateBackup";
  for (const std::string_view name : {"name", "passcode"}) {
    // What a change leaves out stays as it is; what it gives must not be empty.
    const auto text = textMember(*parameters, name);
    if (text ? !text->empty() : !isNeeded) continue;
    const std::string where = "parameters." + std::string(name);
    check.fault(where, ErrorCode::parameterRequired, Sentence::taskParameterRequired);
  }
}

}  // namespace holdfast::api
