// Plays a server and a clock for a flow: a route table of scripted replies, every request kept for inspection.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "api/flow.h"
#include "api/form.h"
#include "api/session.h"
#include "base/random.h"

namespace holdfast::test {

/// A reply with `body` as JSON, or a lost one.
api::HttpReply jsonReply(std::string_view body, int status = 200);
Result<api::HttpReply> lostReply();

/// The source of jitter: always the middle.
class SteadyRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override {
    for (std::uint8_t& byte : bytes) byte = 127;
  }
};

/// Answers by the path below the root: the replies of a path are played in turn, the last one for ever.
class Script {
 public:
  using Reply = Result<api::HttpReply>;
  explicit Script(std::shared_ptr<api::Session> session) : session_(std::move(session)) {}

  Script& on(const std::string& path, std::vector<Reply> replies);
  /// Runs `flow` to its end and answers its outcome. Stops after 10,000 steps with `internalError`.
  Result<Json> run(api::Flow& flow);

  EpochMs now = 1'800'000'000'000;
  EpochMs started = now;
  std::vector<std::string> requests;  // "POST jobs/x"
  std::vector<std::string> bodies;
  std::vector<std::string> addresses;
  std::vector<EpochMs> delays;
  std::vector<Json> updates;
  int signIns = 0;
  /// The tokens signing in gives, in turn; the last one for ever. Empty: signing in fails.
  std::deque<std::string> tokens{"token-1"};

 private:
  api::Action authenticate(api::Flow& flow);
  Reply answer(const api::HttpRequest& request);

  std::shared_ptr<api::Session> session_;
  std::map<std::string, std::deque<Reply>> routes_;
};

/// A session with `https://host.example/context/admin`, of `version` ("" where it is to be learned).
std::shared_ptr<api::Session> openSession(std::string_view version = "11.4");

}  // namespace holdfast::test
