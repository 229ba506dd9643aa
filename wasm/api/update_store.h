// Updates a store without turning off what the caller did not mention.
#pragma once

#include "api/call.h"

namespace holdfast::api {

/// `updateStore`. From 12.0 on the server demands `supportBDSBackup` whatever is changed (error 500 without it): where
/// the caller leaves it out, the store is asked for its present value, and `false` is sent where it does not tell.
class UpdateStore final : public Sequence {
 public:
  UpdateStore(std::shared_ptr<Session> session, Parameters parameters);
  Action start(EpochMs now) override;

 private:
  Action ended(Result<Json> outcome, EpochMs now) override;

  Parameters parameters_;
  bool hasAsked_ = false;
};

}  // namespace holdfast::api
