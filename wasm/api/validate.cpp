// Walks the table's row; the checks themselves are in api/rules*.cpp.
#include "api/validate.h"

#include <algorithm>

#include "api/rules.h"

namespace holdfast::api {
namespace {

Json listOf(const std::vector<Error>& findings) {
  Json list = Json::array();
  for (const Error& finding : findings) {
    Json values = Json::object();
    for (const auto& [name, value] : finding.values) values[std::string(name)] = value;
    list.push_back({{"parameter", finding.parameter},
                    {"code", std::string(entryOf(finding.code).name)},
                    {"message", finding.message},
                    {"sentence", std::string(finding.sentence)},
                    {"values", std::move(values)}});
  }
  return list;
}

bool isInPath(const Endpoint& endpoint, std::string_view parameter) {
  return endpoint.path.find("{" + std::string(parameter) + "}") != std::string_view::npos;
}

void checkParameter(const Check& check, const Parameter& parameter, const Parameters& parameters, bool isRequired) {
  if (parameter.kind == Kind::passcode) {
    const auto found = parameters.secrets.find(parameter.name);
    const bool isGiven = found != parameters.secrets.end() && !found->second.empty();
    if (isGiven) return checkPasscode(check, parameter.name, textOf(found->second.reveal()));
    if (isRequired) check.fault(parameter.name, ErrorCode::parameterRequired, Sentence::passcodeRequired);
    return;
  }
  const Json* const value = member(parameters.values, parameter.name);
  if (value == nullptr || value->is_null() || *value == Json("")) {
    const bool mayBeEmpty = parameter.kind == Kind::retentionDate && value != nullptr;  // empty: never expires
    if (isRequired && !mayBeEmpty) {
      check.fault(parameter.name, ErrorCode::parameterRequired, Sentence::required);
    }
    return;
  }
  if (check.isOlderThan(parameter.from) && *value != Json(false) && *value != Json(-1)) {
    return check.fault(parameter.name, ErrorCode::parameterVersion, Sentence::tooNew,
                       {{"from", versionText(parameter.from)}, {"version", versionText(*check.version)}});
  }
  checkValue(check, parameter, *value);
}

}  // namespace

Json Validation::toJson() const { return {{"issues", listOf(issues)}, {"advice", listOf(advice)}}; }

Validation validate(const Endpoint& endpoint, const Parameters& parameters, EpochMs now, std::optional<Version> version,
                    bool isWhole) {
  Validation found;
  const Check check{found, now, version};
  if (check.isOlderThan(endpoint.from)) {
    check.fault("", ErrorCode::parameterVersion, Sentence::operationTooNew,
                {{"version", versionText(*version)},
                 {"operation", std::string(endpoint.operation)},
                 {"from", versionText(endpoint.from)}});
  }
  for (const Parameter& parameter : endpoint.parameters) {
    const bool isRequired = parameter.required && (isWhole || !isInPath(endpoint, parameter.name));
    checkParameter(check, parameter, parameters, isRequired);
  }
  if (endpoint.operation == "createTask" || endpoint.operation == "updateTask") {
    checkTask(check, parameters.values, endpoint.operation == "createTask");
  }
  for (const auto& [name, value] : parameters.values.items()) {
    if (std::ranges::find(endpoint.parameters, name, &Parameter::name) == endpoint.parameters.end()) {
      check.fault(name, ErrorCode::parameterVersion, Sentence::unknownParameter,
                  {{"operation", std::string(endpoint.operation)}});
    }
  }
  return found;
}

Result<void> refuse(Validation validation) {
  if (validation.issues.empty()) return {};
  Error error{.code = ErrorCode::validationFailed, .message = validation.issues.front().message};
  if (validation.issues.size() > 1) {
    error.message += " (and " + std::to_string(validation.issues.size() - 1) + " more)";
  }
  error.parameter = validation.issues.front().parameter;
  error.faults = std::move(validation.issues);
  return std::unexpected(std::move(error));
}

}  // namespace holdfast::api
