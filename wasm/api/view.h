// Reading any resource below the root as the server shows it: what to ask and when to sign in; reads no resource
// itself.
#pragma once

#include <memory>
#include <string>

#include "api/flow.h"
#include "api/token_use.h"

namespace holdfast::api {

/// Signs in where needed, asks, and asks once more with a fresh token where the server wants another (498, 499), as
/// Call does. Ends with an empty object once the last reply is the resource's own, whose bytes the host has; with the
/// error of the token where that is refused. A page may be a form to sign in with, which nothing tells from the
/// resource's: before `format` "html" the same is asked for as JSON.
class View final : public Flow {
 public:
  /// `path` below the root, percent-encoded, without a slash at its beginning; `format` as the API's `f` has it.
  /// `isAnonymous`: nobody can sign in, so the question goes without a token.
  View(std::shared_ptr<Session> session, std::string path, std::string format, bool isAnonymous);

  Action start(EpochMs now) override;
  Action replied(Result<HttpReply> reply, EpochMs now) override;
  Action authenticated(Result<void> outcome, EpochMs now) override;

 private:
  Action proceed(EpochMs now);

  std::shared_ptr<Session> session_;
  std::string path_;
  std::string format_;
  TokenUse token_;
  bool isAnonymous_;
  bool isProbing_;
};

}  // namespace holdfast::api
