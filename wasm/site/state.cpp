// The lookups and the two kinds of files.
#include "site/state.h"

#include <algorithm>
#include <utility>

#include "base/hex.h"
#include "site/backup_job.h"
#include "site/stored_json.h"

namespace holdfast::site {
namespace {

Json write(const Account& account) {
  return {{"name", account.name},
          {"role", std::string(roleName(account.role))},
          {"salt", encodeHex(account.password.salt)},
          {"key", encodeHex(account.password.key)},
          {"workFactor", account.password.workFactor}};
}

Json write(const Store& store) {
  return {{"name", store.name},
          {"default", store.isDefault},
          {"storageConfig", store.storageConfig},
          {"identity", store.identity},
          {"identityKey", store.identityKey},
          {"versionCreated", store.versionCreated},
          {"supportBDSBackup", store.supportBdsBackup},
          {"folder", store.folder}};
}

Result<Account> readAccount(const Json& json) {
  Account account;
  account.name = textOr(json, "name");
  const auto role = roleOf(textOr(json, "role"));
  auto salt = decodeHex(textOr(json, "salt"));
  auto key = decodeHex(textOr(json, "key"));
  if (account.name.empty() || !role || !salt || !key || key->empty()) return malformed("An account");
  account.role = *role;
  account.password = {std::move(*salt), std::move(*key),
                      static_cast<int>(integerMember(json, "workFactor").value_or(kPasswordWorkFactor))};
  return account;
}

Result<Store> readStore(const Json& json) {
  Store store;
  store.name = textOr(json, "name");
  if (store.name.empty()) return malformed("A store");
  store.isDefault = booleanMember(json, "default").value_or(false);
  store.storageConfig = valueOr(json, "storageConfig", Json::object());
  store.identity = textOr(json, "identity");
  store.identityKey = textOr(json, "identityKey");
  store.versionCreated = textOr(json, "versionCreated");
  store.supportBdsBackup = booleanMember(json, "supportBDSBackup").value_or(false);
  store.folder = textOr(json, "folder");
  return store;
}

template <class Item>
Result<void> readList(const Json& site, std::string_view name, Result<Item> (*read)(const Json&),
                      std::vector<Item>& items) {
  for (const Json& json : valueOr(site, name, Json::array())) {
    auto item = read(json);
    if (!item) return fail(item);
    items.push_back(std::move(*item));
  }
  return {};
}

}  // namespace

bool Job::hasEnded() const { return status == "COMPLETED" || status == "FAILED" || status == "CANCELLED"; }

const Account* State::findAccount(std::string_view name) const {
  const auto found = std::ranges::find(accounts, name, &Account::name);
  return found == accounts.end() ? nullptr : &*found;
}

const Store* State::findStore(std::string_view name) const {
  const auto found = std::ranges::find(stores, name, &Store::name);
  return found == stores.end() ? nullptr : &*found;
}

const Store* State::defaultStore() const {
  const auto found = std::ranges::find(stores, true, &Store::isDefault);
  return found == stores.end() ? nullptr : &*found;
}

const Json* State::findBackup(std::string_view store, std::string_view backup) const {
  const auto of = backups.find(store);
  if (of == backups.end()) return nullptr;
  const auto found = of->second.find(backup);
  return found == of->second.end() ? nullptr : &found->second;
}

const Job* State::runningJob() const {
  const auto found = std::ranges::find_if(jobs, [](const auto& entry) { return !entry.second.hasEnded(); });
  return found == jobs.end() ? nullptr : &found->second;
}

const Job* State::lastRecoveryJob() const {
  const Job* last = nullptr;
  for (const auto& [id, job] : jobs) {
    const auto rank = [](const Job& each) { return std::pair(each.startTime, !each.hasEnded()); };
    if (job.isRecoveryJob() && (last == nullptr || rank(job) >= rank(*last))) last = &job;
  }
  return last;
}

void State::addBackup(std::string_view store, std::string_view backup, Json manifest) {
  if (manifest.is_object()) manifest["backupStore"] = store;
  backups[std::string(store)].insert_or_assign(std::string(backup), std::move(manifest));
}

std::string jobFile(std::string_view jobId) { return "jobs/" + std::string(jobId) + ".json"; }

std::string storeFolder(std::string_view store) { return "stores/" + std::string(store); }

std::string manifestFile(std::string_view store, std::string_view backup) {
  return backupFolder(store, backup) + "/" + std::string(kManifestFile);
}

HostCall writeSite(const State& state) {
  Json accounts = Json::array();
  for (const Account& account : state.accounts) accounts.push_back(write(account));
  Json stores = Json::array();
  for (const Store& store : state.stores) stores.push_back(write(store));
  return replaceJson(std::string(kSiteFile),
                     {{"version", 1}, {"accounts", accounts}, {"stores", stores}, {"settings", state.settings}});
}

HostCall writeJob(const Job& job) {
  return replaceJson(jobFile(job.id), {{"id", job.id},
                                       {"kind", job.kind},
                                       {"status", job.status},
                                       {"operationURI", job.operationUri},
                                       {"username", job.username},
                                       {"startTime", job.startTime},
                                       {"endTime", job.endTime},
                                       {"updatedTime", job.updatedTime},
                                       {"storeName", job.storeName},
                                       {"backupName", job.backupName},
                                       {"scheduleType", job.scheduleType},
                                       {"stages", job.stages},
                                       {"messages", job.messages},
                                       {"result", job.result}});
}

HostCall writeManifest(std::string_view store, std::string_view backup, const Json& manifest) {
  return replaceJson(manifestFile(store, backup), manifest);
}

Result<void> readSite(std::string_view text, State& state) {
  const auto site = parseJson(text);
  if (!site) return std::unexpected(site.error());
  if (integerMember(*site, "version") != 1) {
    return fail(ErrorCode::jsonMalformed,
                "site.json is not of version 1; a newer release of Holdfast may have written it.");
  }
  if (const auto read = readList<Account>(*site, "accounts", readAccount, state.accounts); !read) return read;
  if (const auto read = readList<Store>(*site, "stores", readStore, state.stores); !read) return read;
  state.settings = valueOr(*site, "settings", Json::object());
  return {};
}

Result<Job> readJob(std::string_view text) {
  const auto json = parseJson(text);
  if (!json) return std::unexpected(json.error());
  Job job;
  job.id = textOr(*json, "id");
  job.kind = textOr(*json, "kind");
  job.status = textOr(*json, "status");
  if (job.id.empty() || job.kind.empty() || job.status.empty()) return malformed("A job");
  job.operationUri = textOr(*json, "operationURI");
  job.username = textOr(*json, "username");
  job.startTime = numberOr(*json, "startTime");
  job.endTime = numberOr(*json, "endTime");
  job.updatedTime = numberOr(*json, "updatedTime");
  job.storeName = textOr(*json, "storeName");
  job.backupName = textOr(*json, "backupName");
  job.scheduleType = textOr(*json, "scheduleType", "MANUAL");
  job.stages = valueOr(*json, "stages", Json::array());
  job.result = valueOr(*json, "result", Json::object());
  for (const Json& message : valueOr(*json, "messages", Json::array())) {
    if (message.is_string()) job.messages.push_back(message.get<std::string>());
  }
  return job;
}

}  // namespace holdfast::site
