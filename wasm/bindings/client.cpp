// Converts the arguments, makes the flow, hands it to the driver.
#include "bindings/client.h"

#include "api/cron.h"
#include "api/rules.h"
#include "api/sentences.h"
#include "api/sign_in.h"
#include "api/sign_out.h"
#include "api/submit.h"
#include "api/update_store.h"
#include "api/view.h"
#include "api/watch_job.h"
#include "bindings/convert.h"
#include "bindings/drive.h"
#include "bindings/random.h"

namespace holdfast::bindings {
namespace {

using emscripten::val;

val resolved(val outcome) { return val::global("Promise").call<val>("resolve", std::move(outcome)); }

Result<const api::Endpoint*> endpointOf(const std::string& operation) {
  if (const api::Endpoint* const found = api::findEndpoint(operation)) return found;
  return fail(ErrorCode::internalError, "There is no operation called " + operation + ".");
}

Result<api::Parameters> parametersOf(const val& values, const val& secrets) {
  api::Parameters parameters;
  auto json = toJson(values);
  if (!json) return fail(json);
  parameters.values = std::move(*json);
  const val names = val::global("Object").call<val>("keys", secrets);
  const auto count = names["length"].as<unsigned>();
  for (unsigned index = 0; index < count; ++index) {
    parameters.secrets.emplace(names[index].as<std::string>(), takeSecret(secrets[names[index]]));
  }
  return parameters;
}

}  // namespace

val openConnection(const std::string& root, const std::string& referer, const std::string& version) {
  auto session = api::Session::open(root, referer);
  if (!session) return failure(session.error());
  if (!version.empty()) session->learnVersion(api::parseVersion(version));
  auto shared = std::make_shared<api::Session>(std::move(*session));
  return success(val(std::make_shared<Connection>(Connection{std::move(shared)})));
}

val validateParameters(const std::string& operation, const val& values, const val& secrets, double now,
                       const std::string& version, bool isWhole) {
  const auto endpoint = endpointOf(operation);
  if (!endpoint) return failure(endpoint.error());
  const auto parameters = parametersOf(values, secrets);
  if (!parameters) return failure(parameters.error());
  const auto known = version.empty() ? std::nullopt : api::parseVersion(version);
  return success(toVal(api::validate(**endpoint, *parameters, static_cast<EpochMs>(now), known, isWhole).toJson()));
}

val nextRuns(const val& cron, double from, unsigned count) {
  const auto json = toJson(cron);
  if (!json) return failure(json.error());
  std::array<std::string, api::kCronParts.size()> fields;
  for (std::size_t index = 0; index < fields.size(); ++index) {
    fields[index] = textMember(*json, api::kCronParts[index]).value_or("");
  }
  const auto schedule = api::Cron::parse(fields);
  if (!schedule) return failure(schedule.error());
  return success(toVal(schedule->runsAfter(static_cast<EpochMs>(from), count)));
}

val runCall(const std::shared_ptr<Connection>& connection, const std::string& operation, const val& values,
            const val& secrets, const val& host) {
  const auto endpoint = endpointOf(operation);
  if (!endpoint) return resolved(failure(endpoint.error()));
  auto parameters = parametersOf(values, secrets);
  if (!parameters) return resolved(failure(parameters.error()));
  if (operation == "updateStore") {
    return drive(std::make_unique<api::UpdateStore>(connection->session, std::move(*parameters)), host);
  }
  return drive(
      std::make_unique<api::Call>(connection->session, **endpoint, std::move(*parameters), api::Call::Ending::handOn),
      host);
}

val runSubmit(const std::shared_ptr<Connection>& connection, const std::string& operation, const val& values,
              const val& secrets, const val& host) {
  const auto endpoint = endpointOf(operation);
  if (!endpoint) return resolved(failure(endpoint.error()));
  auto parameters = parametersOf(values, secrets);
  if (!parameters) return resolved(failure(parameters.error()));
  return drive(std::make_unique<api::Submit>(connection->session, operation, std::move(*parameters)), host);
}

val runWatch(const std::shared_ptr<Connection>& connection, const std::string& jobId, const val& subject,
             const val& host) {
  const auto json = toJson(subject);
  if (!json) return resolved(failure(json.error()));
  return drive(
      std::make_unique<api::WatchJob>(connection->session, jobId, api::Subject::fromJson(*json), platformRandom()),
      host);
}

val runView(const std::shared_ptr<Connection>& connection, const std::string& path, const std::string& format,
            bool isAnonymous, const val& host) {
  return drive(std::make_unique<api::View>(connection->session, path, format, isAnonymous), host);
}

val runSignIn(const std::shared_ptr<Connection>& connection, const val& host) {
  return drive(std::make_unique<api::SignIn>(connection->session), host);
}

val runSignOut(const std::shared_ptr<Connection>& connection, const val& host) {
  return drive(std::make_unique<api::SignOut>(connection->session), host);
}

val currentToken(const std::shared_ptr<Connection>& connection) {
  const api::Session& session = *connection->session;
  if (session.token().empty()) return val::null();
  val grant = val::object();
  grant.set("token", std::string(textOf(session.token().reveal())));
  if (session.expires() != 0) grant.set("expires", static_cast<double>(session.expires()));
  return grant;
}

std::string knownVersion(const std::shared_ptr<Connection>& connection) {
  const auto version = connection->session->version();
  return version ? api::versionText(*version) : std::string{};
}

val listErrorCodes() {
  Json list = Json::array();
  for (const ErrorCodeEntry& entry : errorCodes()) {
    list.push_back({{"code", std::string(entry.name)},
                    {"kind", std::string(kindName(entry.kind))},
                    {"meaning", std::string(entry.meaning)}});
  }
  return toVal(list);
}

val listSentences() {
  Json list = Json::array();
  for (const api::SentenceEntry& entry : api::sentences()) {
    list.push_back({{"sentence", std::string(entry.name)}, {"message", std::string(entry.english)}});
  }
  return toVal(list);
}

val listOperations() {
  Json list = Json::array();
  for (const api::Endpoint& endpoint : api::endpoints()) {
    Json parameters = Json::array();
    for (const api::Parameter& parameter : endpoint.parameters) {
      Json described = {{"name", std::string(parameter.name)},
                        {"required", parameter.required},
                        {"from", api::versionText(parameter.from)}};
      if (const auto values = api::valuesOf(parameter.kind); !values.empty()) described["values"] = values;
      parameters.push_back(std::move(described));
    }
    list.push_back({{"operation", std::string(endpoint.operation)},
                    {"method", endpoint.method == api::Method::get ? "GET" : "POST"},
                    {"path", std::string(endpoint.path)},
                    {"from", api::versionText(endpoint.from)},
                    {"parameters", parameters}});
  }
  return toVal(list);
}

}  // namespace holdfast::bindings
