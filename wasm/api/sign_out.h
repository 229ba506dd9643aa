// The flow that ends a token at the server as well (Sharing API, oauth2/revokeToken).
#pragma once

#include <memory>

#include "api/flow.h"
#include "api/session.h"

namespace holdfast::api {

/// Forgets the session's token at once, then asks the server to revoke it. Never fails: ends with `{"revoked": true}`,
/// or with false where there was no token, or the server does not know the operation, says no or cannot be reached; the
/// token then stays good there until it ends.
class SignOut final : public Flow {
 public:
  explicit SignOut(std::shared_ptr<Session> session) : session_(std::move(session)) {}
  Action start(EpochMs now) override;
  Action replied(Result<HttpReply> reply, EpochMs now) override;

 private:
  std::shared_ptr<Session> session_;
};

}  // namespace holdfast::api
