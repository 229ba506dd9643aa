// The scripted server.
#include "support/script.h"

namespace holdfast::test {
namespace {

constexpr std::string_view kRoot = "https://host.example/context/admin";

}  // namespace

api::HttpReply jsonReply(std::string_view body, int status) {
  api::HttpReply reply;
  reply.status = status;
  reply.headers.push_back({"Content-Type", "application/json"});
  append(reply.body, bytesOf(body));
  return reply;
}

Result<api::HttpReply> lostReply() { return fail(ErrorCode::networkFailed, "No reply came."); }

std::shared_ptr<api::Session> openSession(std::string_view version) {
  auto session = std::make_shared<api::Session>(*api::Session::open(kRoot, ""));
  if (!version.empty()) session->learnVersion(api::parseVersion(version));
  return session;
}

Script& Script::on(const std::string& path, std::vector<Reply> replies) {
  for (Reply& reply : replies) routes_[path].push_back(std::move(reply));
  return *this;
}

Script::Reply Script::answer(const api::HttpRequest& request) {
  std::string path = request.url.substr(0, request.url.find('?'));
  path = path.size() > kRoot.size() ? path.substr(kRoot.size() + 1) : "";
  addresses.push_back(request.url);
  requests.push_back(request.method + " " + path);
  bodies.emplace_back(textOf(request.body.reveal()));
  auto& replies = routes_[path];
  if (replies.empty()) return jsonReply(R"({"error":{"code":404,"message":"not scripted","details":[]}})");
  Reply reply = replies.front();
  if (replies.size() > 1) replies.pop_front();
  return reply;
}

api::Action Script::authenticate(api::Flow& flow) {
  ++signIns;
  if (tokens.empty()) return flow.authenticated(fail(ErrorCode::signInRefused, "refused"), now);
  session_->grant(SecretBytes(bytesOf(tokens.front())), 0, now);
  if (tokens.size() > 1) tokens.pop_front();
  return flow.authenticated({}, now);
}

Result<Json> Script::run(api::Flow& flow) {
  api::Action action = flow.start(now);
  Reply reply = lostReply();
  for (int step = 0; step < 10'000; ++step) {
    for (Json& update : flow.takeUpdates()) updates.push_back(std::move(update));
    if (auto* finished = std::get_if<api::Finished>(&action)) return std::move(finished->outcome);
    if (std::holds_alternative<api::HandOn>(action)) return parseJson(textOf(reply->body));
    if (auto* send = std::get_if<api::Send>(&action)) {
      now += 10;
      reply = answer(send->request);
      action = flow.replied(reply, now);
    } else if (auto* wait = std::get_if<api::Wait>(&action)) {
      delays.push_back(wait->delay);
      now += wait->delay;
      action = flow.woke(now);
    } else {
      action = authenticate(flow);
    }
  }
  return fail(ErrorCode::internalError, "the flow does not end");
}

}  // namespace holdfast::test
