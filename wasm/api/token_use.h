// When a flow that reads or changes one thing asks for a token; signs in nowhere and sends nothing.
#pragma once

#include <cstdint>
#include <memory>

#include "api/session.h"

namespace holdfast::api {

/// One flow's use of its session's token: asked for before the first request where there is none, and once more where
/// the server refuses the one that a request carried.
class TokenUse {
 public:
  explicit TokenUse(std::shared_ptr<Session> session);

  /// Whether to authenticate before the next request. Where not, that request carries the token there is now.
  [[nodiscard]] bool isWanted(EpochMs now);
  /// The server has refused the token of the last request (498, 499, 401): whether to go on from `isWanted` once more.
  [[nodiscard]] bool takesRefusal();

 private:
  std::shared_ptr<Session> session_;
  std::uint64_t generation_ = 0;
  bool hasAsked_ = false;
  bool hasRetried_ = false;
};

}  // namespace holdfast::api
