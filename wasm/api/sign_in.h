// The flow that gets a token: from the caller's own, or from generateToken with an account.
#pragma once

#include <memory>

#include "api/flow.h"
#include "api/session.h"

namespace holdfast::api {

/// Asks for credentials and leaves a fresh token in the session; ends with `{}`. Fails with `signInRefused`,
/// `accountLocked`, `tokenExpired` (the caller offers the very token the server has refused) or what the request met.
class SignIn final : public Flow {
 public:
  explicit SignIn(std::shared_ptr<Session> session) : session_(std::move(session)) {}
  Action start(EpochMs now) override;
  Action credentialed(Result<Credentials> credentials, EpochMs now) override;
  Action replied(Result<HttpReply> reply, EpochMs now) override;

 private:
  std::shared_ptr<Session> session_;
};

}  // namespace holdfast::api
