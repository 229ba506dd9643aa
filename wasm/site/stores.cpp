// The operations on stores (API pages stores to unregister) and on the settings (settings, update-settings).
#include "site/stores.h"

#include <algorithm>
#include <functional>
#include <optional>

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
                   {"rootDir", store.folder.empty() ? storeFolder(store.name) : store.folder},
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
Outcome editSite(const State& state, const Edit& edit) {
  State edited;
  edited.accounts = state.accounts;
  edited.stores = state.stores;
  edited.settings = state.settings;
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

Result<void> checkUsable(const Store& store) {
  if (store.fault.empty()) return {};
  return fail(ErrorCode::storageUnreadable,
              "The store " + store.name + " cannot be used: " + store.fault + " Then validate the store.");
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

namespace {

/// Whether a store may lie in `folder`, as far as the site itself can tell.
Result<void> checkFolder(const Operation& operation, const std::string& folder) {
  if (!operation.options.hasStoresElsewhere()) {
    return fail(
        ErrorCode::apiBadRequest,
        "This site keeps stores in its data folder only: leave out rootDir, or start the site with --allow-store "
        "and the folder that stores may lie in.",
        "settings.rootDir");
  }
  const auto isWithin = [](std::string_view inner, std::string_view outer) {
    return inner == outer || (inner.starts_with(outer) && inner.substr(outer.size()).starts_with('/'));
  };
  for (const Store& store : operation.state.stores) {
    if (!store.folder.empty() && (isWithin(folder, store.folder) || isWithin(store.folder, folder))) {
      return fail(ErrorCode::apiConflict,
                  "The store " + store.name + " lies in " + store.folder +
                      ": each store needs a folder of its own. Choose another one, or unregister that store first.",
                  "settings.rootDir");
    }
  }
  return {};
}

/// The names in what AttachStore or TakeUpStore answered.
std::vector<std::string> namesIn(ByteView list) {
  std::vector<std::string> names;
  for (std::string_view rest = textOf(list); !rest.empty();) {
    const std::size_t end = std::min(rest.find('\0'), rest.size());
    names.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return names;
}

using Found = std::vector<std::pair<std::string, Json>>;

/// Opens a store's folder by `opening`, reads the backups that lie there already, and goes on with `found` of them. One
/// that cannot be read is left out, as at a start.
Outcome readStore(const std::string& store, HostCall opening,
                  std::function<Outcome(const State&, const Found&)> found) {
  Outcome outcome{.calls = {std::move(opening)}};
  outcome.next = [name = store, found = std::move(found)](const State& state, const std::vector<Bytes>& reads,
                                                          EpochMs) {
    const std::vector<std::string> backups = namesIn(reads.empty() ? ByteView{} : ByteView(reads.front()));
    if (backups.empty()) return Result<Outcome>(found(state, {}));
    Outcome reading;
    for (const std::string& backup : backups) {
      reading.calls.push_back(ReadData{manifestFile(name, backup), 0, std::uint32_t{1} << 20});
    }
    reading.next = [backups, found](const State& now, const std::vector<Bytes>& manifests, EpochMs) {
      Found read;
      for (std::size_t index = 0; index < std::min(backups.size(), manifests.size()); ++index) {
        auto manifest = parseJson(textOf(manifests[index]));
        if (manifest && manifest->is_object()) read.emplace_back(backups[index], std::move(*manifest));
      }
      return Result<Outcome>(found(now, read));
    };
    return Result<Outcome>(std::move(reading));
  };
  return outcome;
}

}  // namespace

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
  store.folder = textMember(settings, "rootDir").value_or("");
  if (!store.folder.empty()) {
    if (const auto allowed = checkFolder(operation, store.folder); !allowed) return std::unexpected(allowed.error());
  }
  store.isDefault = operation.flag("isDefault") || operation.state.stores.empty();
  std::optional<Job> job;
  Json body = succeeded();
  body["name"] = name;  // what clients of 10.9 read
  if (operation.flag("async")) {
    job = makeJob(operation, "register", name, "");
    body = jobStub(operation, *job);
    end(*job, Json::object(), operation.now);
  }
  auto registered = [store, job, body](const State& state, const Found& backups) {
    Outcome outcome = editSite(state, [store, job, backups](State& edited) {
      edited.stores.push_back(store);
      if (store.isDefault) makeDefault(edited, store.name);
      if (!store.folder.empty()) edited.backups.erase(store.name);
      for (const auto& [backup, manifest] : backups) edited.addBackup(store.name, backup, manifest);
      if (job) edited.jobs.insert_or_assign(job->id, *job);
    });
    outcome.body = body;
    if (job) outcome.calls.push_back(writeJob(*job));
    return outcome;
  };
  if (!store.folder.empty()) {
    return readStore(name, AttachStore{storeFolder(name), store.folder}, std::move(registered));
  }
  Outcome outcome = registered(operation.state, {});
  // A store of this name may have lain elsewhere before.
  if (operation.options.hasStoresElsewhere())
    outcome.calls.insert(outcome.calls.begin(), DetachStore{storeFolder(name)});
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
  return editSite(operation.state, [name = (*store)->name, isDefault, supportBds](State& state) {
    if (isDefault == true) makeDefault(state, name);
    const auto found = std::ranges::find(state.stores, name, &Store::name);
    if (supportBds && found != state.stores.end()) found->supportBdsBackup = *supportBds;
  });
}

namespace {

/// Random bytes, and where in the store they are written and read back.
struct Probe {
  std::string path;
  Bytes bytes;
};

/// Answers that the store is ready where it gives the probe back; then `apply` changes the state.
Outcome tryOut(const Probe& probe, std::function<void(State&)> apply) {
  Outcome outcome{
      .calls = {ReplaceData{probe.path, probe.bytes}, ReadData{probe.path, 0, 4096}, RemoveData{probe.path}}};
  outcome.next = [bytes = probe.bytes, apply = std::move(apply)](const State&, const std::vector<Bytes>& reads,
                                                                 EpochMs) -> Result<Outcome> {
    if (reads.size() != 1 || reads.front() != bytes) {
      return fail(ErrorCode::storageFailed, "The store gave back other bytes than were written. Check its disk.");
    }
    return Outcome{.body = {{"isReady", true}, {"status", "success"}}, .apply = apply};
  };
  return outcome;
}

}  // namespace

Result<Outcome> validateStore(const Operation& operation) {
  const auto store = operation.store();
  if (!store) return std::unexpected(store.error());
  const std::string& name = (*store)->name;
  Probe probe{storeFolder(name) + "/probe-" + randomUuid(operation.random), Bytes(4096)};
  operation.random.fill(probe.bytes);
  if ((*store)->fault.empty()) return tryOut(probe, {});
  // Its folder may be there again since the start: then the store is as it would have been.
  return readStore(name, TakeUpStore{storeFolder(name)}, [name, probe](const State&, const Found& backups) {
    return tryOut(probe, [name, backups](State& state) {
      const auto mended = std::ranges::find(state.stores, name, &Store::name);
      if (mended != state.stores.end()) mended->fault.clear();
      state.backups.erase(name);
      for (const auto& [backup, manifest] : backups) state.addBackup(name, backup, manifest);
    });
  });
}

Result<Outcome> unregisterStore(const Operation& operation) {
  const auto store = operation.store();
  if (!store) return std::unexpected(store.error());
  const Job* const running = operation.state.runningJob();
  if (running != nullptr && running->storeName == (*store)->name) {
    return std::unexpected(refuseSecondJob(operation.state).error());
  }
  return editSite(operation.state, [name = (*store)->name](State& state) {
    // The folder stays attached until the next start or registration: there is nothing more that could fail.
    if (const Store* const store = state.findStore(name); store != nullptr && !store->folder.empty()) {
      state.backups.erase(name);
    }
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
  if (const auto volume = known.find("stagingVolumeConfig"); volume != known.end() && volume->is_object()) {
    (*volume)["component"] = "DR_JOB";
    (*volume)["g"] = operation.now;
  }
  return editSite(operation.state, [known](State& state) { state.settings.update(known); });
}

}  // namespace holdfast::site
