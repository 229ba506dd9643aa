// One walk over the row of the table: text as it is, JSON parsed, the passcode apart.
#include "site/parameters.h"

#include <algorithm>

namespace holdfast::site {
namespace {

using api::Kind;

bool isJson(Kind kind) {
  return kind == Kind::storeSettings || kind == Kind::storeUpdate || kind == Kind::recoverySettings ||
         kind == Kind::taskParameters;
}

Error fault(ErrorCode code, std::string_view parameter, std::string message) {
  return {.code = code, .message = std::move(message), .parameter = std::string(parameter)};
}

/// Takes one field of the form in; a fault where it cannot be.
void take(const api::Parameter& parameter, const SecretBytes& value, api::Parameters& parameters,
          std::vector<Error>& faults) {
  const std::string name(parameter.name);
  if (parameter.kind == Kind::passcode) {
    parameters.secrets[name] = value.copy();
    return;
  }
  const std::string_view text = textOf(value.reveal());
  if (!isJson(parameter.kind) || text.empty()) {
    parameters.values[name] = text;
    return;
  }
  auto json = parseJson(text);
  if (json && json->is_object()) {
    parameters.values[name] = std::move(*json);
  } else {
    faults.push_back(fault(ErrorCode::parameterType, name, name + " must be a JSON object."));
  }
}

/// The passcode of a task stands in its JSON: from here on it is a secret like any other.
void takePasscodeOut(api::Parameters& parameters) {
  const auto task = parameters.values.find("parameters");
  if (task == parameters.values.end() || !task->is_object()) return;
  const auto passcode = task->find("passcode");
  if (passcode == task->end() || !passcode->is_string()) return;
  auto& text = passcode->get_ref<std::string&>();
  parameters.secrets["passcode"] = SecretBytes(bytesOf(text));
  wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  task->erase(passcode);
}

void checkNames(const api::Endpoint& endpoint, const Request& request, std::vector<Error>& faults) {
  for (const api::Parameter& parameter : endpoint.parameters) {
    if (parameter.kind != Kind::name || endpoint.method != api::Method::post) continue;
    const std::string name = request.text(parameter.name);
    if (name.empty()) continue;
    if (auto checked = checkSiteName(name, parameter.name); !checked) faults.push_back(std::move(checked.error()));
  }
}

}  // namespace

Result<void> checkSiteName(std::string_view name, std::string_view parameter) {
  const auto isAlphanumeric = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  };
  const auto isAllowed = [&](char c) { return isAlphanumeric(c) || c == '-' || c == '_' || c == '.'; };
  if (!name.empty() && name.size() <= 128 && isAlphanumeric(name.front()) && std::ranges::all_of(name, isAllowed)) {
    return {};
  }
  return std::unexpected(fault(ErrorCode::parameterCharacters, parameter,
                               "A name has 1 to 128 letters, digits, -, _ and ., and starts with a letter or digit."));
}

bool isTrue(std::string_view text) {
  constexpr std::string_view kTrue = "true";
  return std::ranges::equal(text, kTrue, [](char given, char wanted) { return (given | 0x20) == wanted; });
}

Result<api::Parameters> readParameters(const api::Endpoint& endpoint, const PathParameters& path,
                                       const Request& request, const SiteOptions& options, EpochMs now) {
  api::Parameters parameters;
  std::vector<Error> faults;
  for (const api::Parameter& parameter : endpoint.parameters) {
    if (const SecretBytes* const value = request.form.find(parameter.name)) take(parameter, *value, parameters, faults);
  }
  checkNames(endpoint, request, faults);
  for (const auto& [name, value] : path) {
    const std::string given = request.text(name);
    if (!given.empty() && given != value) {
      faults.push_back(fault(ErrorCode::parameterMismatch, name, name + " differs from the one in the address."));
    }
    parameters.values[name] = value;
  }
  // What stands in no form is in the address, or on the 10.9 addresses left to the default store.
  const bool isOfStore = endpoint.path.find("{storeName}") != std::string_view::npos;
  const bool namesNoStore = isOfStore && !parameters.values.contains("storeName");
  if (namesNoStore) parameters.values["storeName"] = "default";
  api::Validation found = api::validate(endpoint, parameters, now, api::parseVersion(options.release));
  if (namesNoStore) parameters.values.erase("storeName");
  for (Error& issue : found.issues) {
    if (std::ranges::find(faults, issue.parameter, &Error::parameter) == faults.end()) {
      faults.push_back(std::move(issue));
    }
  }
  takePasscodeOut(parameters);
  if (faults.empty()) return parameters;
  std::string message = faults.size() == 1 ? faults.front().message : "Several parameters must be corrected.";
  return std::unexpected(
      Error{.code = ErrorCode::validationFailed, .message = std::move(message), .faults = std::move(faults)});
}

}  // namespace holdfast::site
