// Fills the table's addresses and encodes the rest as a form (reference section 0: JSON values as JSON text).
#include "api/request.h"

#include "api/form.h"

namespace holdfast::api {
namespace {

std::string fieldText(const Parameter& parameter, const Json& value) {
  if (parameter.kind == Kind::retentionDate && (value.is_null() || value == Json(""))) return "-1";
  if (parameter.kind == Kind::flag && value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    return text.front() == 't' || text.front() == 'T' ? "true" : "false";
  }
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return std::to_string(static_cast<std::int64_t>(value.get<double>()));
  return writeJson(value);
}

/// Whether the server is too old for a parameter whose value is the default anyway.
bool isLeftOut(const Parameter& parameter, const Json& value, std::optional<Version> version) {
  if (value.is_null() && parameter.kind != Kind::retentionDate) return true;
  return version && *version < parameter.from;
}

void addFields(Form& form, const Session& session, const Endpoint& endpoint, const Parameters& parameters,
               std::string_view path) {
  for (const Parameter& parameter : endpoint.parameters) {
    if (path.find("{" + std::string(parameter.name) + "}") != std::string_view::npos) continue;
    if (parameter.kind == Kind::passcode) {
      const auto secret = parameters.secrets.find(parameter.name);
      if (secret != parameters.secrets.end()) form.add(parameter.name, secret->second);
      continue;
    }
    const Json* const value = member(parameters.values, parameter.name);
    if (value == nullptr || isLeftOut(parameter, *value, session.version())) continue;
    form.add(parameter.name, fieldText(parameter, *value));
  }
}

std::string fillPath(std::string_view path, const Parameters& parameters) {
  std::string filled;
  while (!path.empty()) {
    const auto open = path.find('{');
    filled += path.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = path.find('}', open);
    const auto value = textMember(parameters.values, path.substr(open + 1, close - open - 1));
    filled += encodePathSegment(value.value_or(""));
    path.remove_prefix(close + 1);
  }
  return filled;
}

HttpRequest requestTo(const Session& session, std::string_view path) {
  HttpRequest request;
  request.url = session.root();
  if (!path.empty()) request.url += "/" + std::string(path);
  if (!session.referer().empty()) request.headers.push_back({"Referer", session.referer()});
  return request;
}

}  // namespace

HttpRequest readRequest(const Session& session, std::string_view path, std::string_view format) {
  HttpRequest request = requestTo(session, path);
  request.url += "?f=" + encodePathSegment(format);
  request.bearer = session.token().copy();
  return request;
}

HttpRequest buildRequest(const Session& session, const Endpoint& endpoint, const Parameters& parameters,
                         bool isLegacy) {
  const std::string_view path = isLegacy ? endpoint.legacyPath : endpoint.pathAt(session.version().value_or(kOpenEnd));
  if (endpoint.method == Method::get) return readRequest(session, fillPath(path, parameters), "json");
  HttpRequest request = requestTo(session, fillPath(path, parameters));
  request.method = "POST";
  request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
  Form form;
  addFields(form, session, endpoint, parameters, path);
  form.add("f", "json");
  if (!session.token().empty()) form.add("token", session.token());
  request.body = encodeForm(form);
  return request;
}

}  // namespace holdfast::api
