// The operations on stores (API pages stores to unregister) and on the settings (settings, update-settings).
#include "site/stores.h"

#include <algorithm>

#include "base/base64.h"
#include "site/jobs.h"

namespace holdfast::site {
namespace {

Json storeResource(const Store& store) {
  Json resource = {{"name", store.name},
                   {"default", store.isDefault},
                   {"type", "HOSTED"},
                   {"storageConfig", store.storageConfig},
                   {"identity", store.identity},
                   {"identityKey", store.identityKey},
                   {"rootDir", "stores/" + store.name},
                   {"autoShutdown", false},
                   {"versionCreated", store.versionCreated}};
  if (store.supportBdsBackup) resource["supportBDSBackup"] = true;
  return resource;
}

/// Twenty lower-case letters and digits.
std::string randomIdentity(Random& random) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz012345";  // 32, so that no letter is likelier
  Bytes drawn(20);
  random.fill(drawn);
  std::string identity;
  for (const std::uint8_t byte : drawn) identity.push_back(kLetters[byte % kLetters.size()]);
  return identity;
}

/// A change of accounts, stores or settings: made on a copy, so that the file is written as it will be.
template <class Edit>
Outcome editSite(const Operation& operation, const Edit& edit) {
  State edited;
  edited.accounts = operation.state.accounts;
  edited.stores = operation.state.stores;
  edited.settings = operation.state.settings;
  edit(edited);
  return {.body = succeeded(), .calls = {writeSite(edited)}, .apply = edit};
}

void makeDefault(State& state, std::string_view name) {
  for (Store& store : state.stores) store.isDefault = store.name == name;
}

}  // namespace

Store makeStore(std::string name, Json storageConfig, const SiteOptions& options, Random& random) {
  Bytes key(32);
  random.fill(key);
  return {.name = std::move(name),
          .storageConfig = std::move(storageConfig),
          .identity = randomIdentity(random),
          .identityKey = encodeBase64(key, Padding::required),
          .versionCreated = options.release};
}

Result<Outcome> listStores(const Operation& operation) {
  Json list = Json::array();
  for (const Store& store : operation.state.stores) list.push_back(storeResource(store));
  return Outcome{.body = {{"backupStores", std::move(list)}}};
}

Result<Outcome> showStore(const Operation& operation) {
  const auto store = operation.store();
  if (!store) return std::unexpected(store.error());
  return Outcome{.body = storeResource(**store)};
}

Result<Outcome> registerStore(const Operation& operation) {
  const std::string name = operation.text("storeName");
  const Json& settings = operation.json("settings");
  const std::string type = textMember(settings, "type").value_or("");
  if (type != "HOSTED") {
    return fail(ErrorCode::apiUnsupported,
                "Stores of the type " + type + " are not available on the local site. Register one of the type HOSTED.",
                "settings");
  }
  if (name == "register") {
    return fail(ErrorCode::parameterCharacters, "register is an address of its own; choose another name.", "storeName");
  }
  if (operation.state.findStore(name) != nullptr) {
    return fail(ErrorCode::apiConflict, "There is a store called " + name + " already. Choose another name.",
                "storeName");
  }
  const Json* const config = member(settings, "storageConfig");
  Store store = makeStore(name, config == nullptr ? Json::object() : *config, operation.options, operation.random);
  store.supportBdsBackup = booleanMember(settings, "supportBDSBackup").value_or(false);
  const bool isDefault = operation.flag("isDefault") || operation.state.stores.empty();
  Outcome outcome = editSite(operation, [store, isDefault](State& state) {
    state.stores.push_back(store);
    if (isDefault) makeDefault(state, store.name);
  });
  if (!operation.flag("async")) return outcome;

  Job job = makeJob(operation, "register", name, "");
  outcome.body = jobStub(operation, job);
  end(job, Json::object(), operation.now);
  outcome.calls.push_back(writeJob(job));
  outcome.apply = [edit = std::move(outcome.apply), job](State& state) {
    edit(state);
    state.jobs.insert_or_assign(job.id, job);
  };
  return outcome;
}

Result<Outcome> updateStore(const Operation& operation) {
  const auto store = operation.store();
  if (!store) return std::unexpected(store.error());
  const Json& settings = operation.json("settings");
  const auto isDefault = booleanMember(settings, "default");
  const auto supportBds = booleanMember(settings, "supportBDSBackup");
  if (!isDefault && !supportBds) {
    return fail(ErrorCode::parameterRequired,
                "Name default or supportBDSBackup: nothing else of a store can be changed.", "settings");
  }
  if (isDefault == false && (*store)->isDefault) {
    return fail(ErrorCode::apiBadRequest, "One store is the default one: make another store the default instead.",
                "settings");
  }
  return editSite(operation, [name = (*store)->name, isDefault, supportBds](State& state) {
    if (isDefault == true) makeDefault(state, name);
    const auto found = std::ranges::find(state.stores, name, &Store::name);
    if (supportBds && found != state.stores.end()) found->supportBdsBackup = *supportBds;
  });
}

Result<Outcome> validateStore(const Operation& operation) {
  const auto store = operation.store();
  if (!store) return std::unexpected(store.error());
  const std::string path = "stores/" + (*store)->name + "/probe-" + randomUuid(operation.random);
  Bytes probe(4096);
  operation.random.fill(probe);
  Outcome outcome{.calls = {ReplaceData{path, probe}, ReadData{path, 0, 4096}, RemoveData{path}}};
  outcome.next = [probe](const State&, const std::vector<Bytes>& reads, EpochMs) -> Result<Outcome> {
    if (reads.size() != 1 || reads.front() != probe) {
      return fail(ErrorCode::storageFailed, "The store gave back other bytes than were written. Check its disk.");
    }
    return Outcome{.body = {{"isReady", true}, {"status", "success"}}};
  };
  return outcome;
}

Result<Outcome> unregisterStore(const Operation& operation) {
  const auto store = operation.store();
  if (!store) return std::unexpected(store.error());
  const Job* const running = operation.state.runningJob();
  if (running != nullptr && running->storeName == (*store)->name) {
    return std::unexpected(refuseSecondJob(operation.state).error());
  }
  return editSite(operation, [name = (*store)->name](State& state) {
    std::erase_if(state.stores, [&](const Store& each) { return each.name == name; });
    if (state.defaultStore() == nullptr && !state.stores.empty()) state.stores.front().isDefault = true;
  });
}

Result<Outcome> showSettings(const Operation& operation) { return Outcome{.body = operation.state.settings}; }

Result<Outcome> updateSettings(const Operation& operation) {
  // What is kept is shown: a passcode sent by mistake must not be among it.
  Json known = Json::object();
  for (const char* const name : {"stagingVolumeConfig", "timeoutInSeconds"}) {
    if (const Json* const setting = member(operation.json("settings"), name)) known[name] = *setting;
  }
  if (known.empty()) {
    return fail(ErrorCode::parameterRequired, "Name stagingVolumeConfig or timeoutInSeconds: nothing else can be set.",
                "settings");
  }
  return editSite(operation, [known](State& state) { state.settings.update(known); });
}

}  // namespace holdfast::site
