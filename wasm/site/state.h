// What the local site knows, as one value, and how it lies in the files of the data folder; decides nothing.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "site/accounts.h"
#include "site/host.h"
#include "site/sign_ins.h"
#include "site/task.h"

namespace holdfast::site {

/// The id of the organization in what tells of users and tasks.
inline constexpr std::string_view kOrganization = "0123456789ABCDEF";

/// What whoever starts the site decides.
struct SiteOptions {
  /// The first segment of every address.
  std::string context = "arcgis";
  std::string siteName = "Holdfast";
  /// What stands in the backups' member `namespace`.
  std::string namespaceName = "holdfast";
  /// The release the site calls itself, as `currentVersion` and in its backups.
  std::string release = "11.4.0";
  /// The folders beside the data folder below which the operator allows stores; told to clients, checked by the host.
  std::vector<std::string> storeFolders = {};
  /// Whether stores may lie in folders that whoever uses the site picks, each known by a name that the host gives it.
  bool picksStoreFolders = false;

  /// Whether any store may lie elsewhere than in the data folder.
  [[nodiscard]] bool hasStoresElsewhere() const { return picksStoreFolders || !storeFolders.empty(); }
};

/// A backup store (API page backup-store). Its backups lie in the data folder's `stores/<name>`, which stands for
/// `folder` where that is not empty.
struct Store {
  std::string name;
  bool isDefault = false;
  Json storageConfig = Json::object();
  std::string identity;
  std::string identityKey;
  std::string versionCreated;
  bool supportBdsBackup = false;
  /// An absolute path outside the data folder, or empty.
  std::string folder = {};
  /// Why `folder` could not be used when the site was started and has not been since, or empty; not kept.
  std::string fault = {};
};

/// A job (API page job) and what the status resource tells of it.
struct Job {
  std::string id;
  /// "backup", "restore", "verify", "delete", "register" or "import".
  std::string kind;
  std::string status = "SUBMITTED";
  std::string operationUri;
  std::string username;
  EpochMs startTime = 0;
  EpochMs endTime = 0;
  EpochMs updatedTime = 0;
  std::string storeName;
  std::string backupName;
  std::string scheduleType = "MANUAL";
  /// Stage objects of the status resource.
  Json stages = Json::array();
  /// `{filesDone, filesTotal, bytesDone, bytesTotal}` while it runs, else null.
  Json progress;
  std::vector<std::string> messages;
  /// What an ended job answers besides its stages: `{}` or members of its own.
  Json result = Json::object();

  [[nodiscard]] bool hasEnded() const;
  /// Whether a backup of its name comes of it.
  [[nodiscard]] bool makesBackup() const { return kind == "backup" || kind == "import"; }
  /// Whether the status resource tells of it.
  [[nodiscard]] bool isRecoveryJob() const { return kind == "backup" || kind == "restore"; }
};

/// The manifests (`backup.json`) of one store by the names of the backups.
using Backups = std::map<std::string, Json, std::less<>>;

struct State {
  std::vector<Account> accounts;
  std::vector<Store> stores;
  /// Of every folder of `stores`, registered or not: unregistering leaves the files where they are.
  std::map<std::string, Backups, std::less<>> backups;
  /// The folders of backups whose manifest could not be read at the start.
  std::set<std::string, std::less<>> unreadable;
  std::map<std::string, Job, std::less<>> jobs;
  std::map<std::string, Task, std::less<>> tasks;
  /// Who is signed in, and who has failed to.
  SignIns signIns;
  /// Seals the passcodes of the tasks; makes the tags of what the site hands out and keeps of sign-ins.
  SecretBytes taskKey;
  /// The resource `settings`.
  Json settings = Json::object();

  [[nodiscard]] const Account* findAccount(std::string_view name) const;
  [[nodiscard]] const Store* findStore(std::string_view name) const;
  /// The default store, or nullptr.
  [[nodiscard]] const Store* defaultStore() const;
  /// The backup's manifest, or nullptr.
  [[nodiscard]] const Json* findBackup(std::string_view store, std::string_view backup) const;
  /// The job that has not ended, or nullptr; there is one at most.
  [[nodiscard]] const Job* runningJob() const;
  /// The recovery job submitted last, or nullptr.
  [[nodiscard]] const Job* lastRecoveryJob() const;

  /// Lists the backup with this manifest as one of `store`, whatever that was called when the backup was made.
  void addBackup(std::string_view store, std::string_view backup, Json manifest);
};

inline constexpr std::string_view kSiteFile = "site.json";
[[nodiscard]] std::string jobFile(std::string_view jobId);
[[nodiscard]] std::string storeFolder(std::string_view store);
[[nodiscard]] std::string manifestFile(std::string_view store, std::string_view backup);

/// The text of `site.json`: accounts, stores and settings.
[[nodiscard]] HostCall writeSite(const State& state);
[[nodiscard]] HostCall writeJob(const Job& job);
[[nodiscard]] HostCall writeManifest(std::string_view store, std::string_view backup, const Json& manifest);
/// Takes accounts, stores and settings out of the text of `site.json`. Fails with `jsonMalformed`.
[[nodiscard]] Result<void> readSite(std::string_view text, State& state);
[[nodiscard]] Result<Job> readJob(std::string_view text);

}  // namespace holdfast::site
