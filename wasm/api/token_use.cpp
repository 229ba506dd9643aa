// Two questions at most: one before the first request, one after a refusal.
#include "api/token_use.h"

#include <utility>

namespace holdfast::api {

TokenUse::TokenUse(std::shared_ptr<Session> session) : session_(std::move(session)) {}

bool TokenUse::isWanted(EpochMs now) {
  if (session_->needsToken(now) && !std::exchange(hasAsked_, true)) return true;
  generation_ = session_->generation();
  return false;
}

bool TokenUse::takesRefusal() {
  if (std::exchange(hasRetried_, true)) return false;
  session_->refuse(generation_);
  hasAsked_ = false;
  return true;
}

}  // namespace holdfast::api
