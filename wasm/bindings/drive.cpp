// Carries a flow's actions to the host and the host's answers back.
#include "bindings/drive.h"

#include <string>
#include <utility>

#include "bindings/convert.h"

namespace holdfast::bindings {
namespace {

using emscripten::val;

std::string textOf(const val& value) { return value.isString() ? value.as<std::string>() : std::string{}; }

val requestOf(const api::HttpRequest& request) {
  val headers = val::array();
  for (const api::Header& header : request.headers) {
    val pair = val::array();
    pair.call<void>("push", header.name, header.value);
    headers.call<void>("push", pair);
  }
  val outgoing = val::object();
  outgoing.set("method", request.method);
  outgoing.set("url", request.url);
  outgoing.set("headers", headers);
  outgoing.set("body", request.body.empty() ? val::null() : toUint8Array(request.body.reveal()));
  outgoing.set("bearer", request.bearer.empty() ? val::null() : toUint8Array(request.bearer.reveal()));
  return outgoing;
}

void wipeBytes(const val& request) {
  for (const char* name : {"body", "bearer"}) {
    if (!request[name].isNull()) request[name].call<void>("fill", 0);
  }
}

Result<api::HttpReply> replyOf(const val& outcome) {
  if (!outcome["ok"].isTrue()) return fail(ErrorCode::networkFailed, textOf(outcome["reason"]));
  api::HttpReply reply;
  reply.status = outcome["status"].as<int>();
  const val headers = outcome["headers"];
  const auto count = headers["length"].as<unsigned>();
  for (unsigned index = 0; index < count; ++index) {
    reply.headers.push_back({textOf(headers[index][0]), textOf(headers[index][1])});
  }
  reply.body = toBytes(outcome["body"]);
  return reply;
}

Result<api::Credentials> credentialsOf(const val& outcome) {
  if (!outcome["ok"].isTrue()) return fail(ErrorCode::tokenRequired, textOf(outcome["reason"]));
  api::Credentials credentials;
  credentials.username = textOf(outcome["username"]);
  credentials.password = takeSecret(outcome["password"]);
  credentials.token = takeSecret(outcome["token"]);
  credentials.expires = toInteger(outcome["expires"]);
  return credentials;
}

/// The error of another flow's tagged outcome.
Result<void> authenticationOf(const val& outcome) {
  if (outcome["ok"].isTrue()) return {};
  return std::unexpected(toError(outcome["error"], ErrorCode::internalError));
}

val aborted() {
  return failure({.code = ErrorCode::aborted, .message = "The caller ended the operation before it was finished."});
}

/// The value of JSON that a flow has found to be some.
val parsed(const val& bytes) {
  return val::global("JSON").call<val>("parse", val::global("TextDecoder").new_().call<val>("decode", bytes));
}

EpochMs nowOf(const val& host) { return toInteger(host.call<val>("now")); }

}  // namespace

val drive(std::unique_ptr<api::Flow> flow, val host) {
  api::Action action = flow->start(nowOf(host));
  val body = val::null();
  for (;;) {
    for (const Json& update : flow->takeUpdates()) host.call<void>("update", toVal(update));
    if (const auto* finished = std::get_if<api::Finished>(&action)) co_return tagged(finished->outcome);
    if (std::holds_alternative<api::HandOn>(action)) co_return success(parsed(body));

    if (const auto* send = std::get_if<api::Send>(&action)) {
      const val request = requestOf(send->request);
      const val outcome = co_await host.call<val>("fetch", request);
      wipeBytes(request);
      if (outcome["aborted"].isTrue()) co_return aborted();
      body = outcome["body"];
      action = flow->replied(replyOf(outcome), nowOf(host));
    } else if (const auto* wait = std::get_if<api::Wait>(&action)) {
      const val outcome = co_await host.call<val>("sleep", static_cast<double>(wait->delay));
      if (outcome["aborted"].isTrue()) co_return aborted();
      action = flow->woke(nowOf(host));
    } else if (std::holds_alternative<api::AskCredentials>(action)) {
      const val outcome = co_await host.call<val>("credentials");
      if (outcome["aborted"].isTrue()) co_return aborted();
      action = flow->credentialed(credentialsOf(outcome), nowOf(host));
    } else {
      const val outcome = co_await host.call<val>("authenticate");
      if (outcome["aborted"].isTrue()) co_return aborted();
      action = flow->authenticated(authenticationOf(outcome), nowOf(host));
    }
  }
}

}  // namespace holdfast::bindings
