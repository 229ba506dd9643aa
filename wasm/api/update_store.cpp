// Asks first, then changes.
#include "api/update_store.h"

namespace holdfast::api {

UpdateStore::UpdateStore(std::shared_ptr<Session> session, Parameters parameters)
    : Sequence(std::move(session)), parameters_(std::move(parameters)) {}

Action UpdateStore::start(EpochMs now) {
  if (auto valid = refuse(validate(*findEndpoint("updateStore"), parameters_, now, session().version())); !valid) {
    return Finished{fail(valid)};
  }
  const bool isOlder = session().version() && *session().version() < k12_0;
  hasAsked_ = isOlder || member(parameters_.values["settings"], "supportBDSBackup") != nullptr;
  if (hasAsked_) return begin("updateStore", std::move(parameters_), now);
  return begin("store", {.values = {{"storeName", parameters_.values["storeName"]}}}, now);
}

Action UpdateStore::ended(Result<Json> outcome, EpochMs now) {
  if (hasAsked_ || !outcome) return Finished{std::move(outcome)};
  hasAsked_ = true;
  parameters_.values["settings"]["supportBDSBackup"] = booleanMember(*outcome, "supportBDSBackup").value_or(false);
  return begin("updateStore", std::move(parameters_), now);
}

}  // namespace holdfast::api
