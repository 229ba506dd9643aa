// First start, later starts, and what an interruption left.
#include "site/opening.h"

#include <algorithm>
#include <iterator>

#include "site/backup_job.h"
#include "site/jobs.h"
#include "site/stores.h"
#include "site/task_passcode.h"
#include "site/task_runs.h"
#include "site/tasks.h"

namespace holdfast::site {
namespace {

Result<void> makeFirstState(const SiteOptions& options, SecretBytes adminPassword, EpochMs now, Random& random,
                            Loaded& loaded) {
  const bool isGenerated = adminPassword.empty();
  if (isGenerated) adminPassword = generatePassword(random);
  constexpr std::string_view kFirst = "admin";
  if (const auto good = checkPassword(adminPassword, kFirst); !good) return std::unexpected(good.error());
  auto hash = hashPassword(adminPassword, random);
  if (!hash) return std::unexpected(hash.error());
  loaded.state.accounts.push_back(
      {.name = std::string(kFirst), .role = Role::administrator, .password = std::move(*hash)});
  Store store = makeStore("default", {{"provisioningType", "DYNAMIC"}, {"storageClass", "folder"}, {"size", "64Gi"}},
                          options, random);
  store.isDefault = true;
  loaded.state.stores.push_back(std::move(store));
  loaded.state.settings = {{"stagingVolumeConfig",
                            {{"component", "DR_JOB"},
                             {"storageClass", "folder"},
                             {"size", "64Gi"},
                             {"provisioningType", "DYNAMIC"},
                             {"g", now}}},
                           {"timeoutInSeconds", 7200}};
  loaded.calls.push_back(writeSite(loaded.state));
  if (isGenerated) loaded.adminPassword = std::move(adminPassword);
  return {};
}

/// `stores/<store>/<backup>` taken apart; nothing where `path` is another one.
std::optional<std::pair<std::string, std::string>> backupAt(std::string_view path) {
  constexpr std::string_view kStores = "stores/";
  if (!path.starts_with(kStores)) return std::nullopt;
  path.remove_prefix(kStores.size());
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos || path.find('/', slash + 1) != std::string_view::npos) return std::nullopt;
  return std::pair{std::string(path.substr(0, slash)), std::string(path.substr(slash + 1))};
}

void loadFile(const StoredFile& file, Loaded& loaded, EpochMs now) {
  const auto warn = [&](const Error& error) {
    loaded.warnings.push_back(file.path + " is left out: " + error.message);
  };
  const std::string manifestName = "/" + std::string(kManifestFile);
  if (file.path == kSignInsFile) {
    const auto read = readSignIns(textOf(file.bytes), now, loaded.state.signIns);
    if (!read) warn(read.error());
  } else if (file.path.starts_with("jobs/")) {
    auto job = readJob(textOf(file.bytes));
    if (!job) return warn(job.error());
    loaded.state.jobs.insert_or_assign(job->id, std::move(*job));
  } else if (file.path == kTaskKeyFile) {
    loaded.state.taskKey = SecretBytes(ByteView(file.bytes));
  } else if (file.path.starts_with("tasks/")) {
    auto task = readTask(textOf(file.bytes));
    if (!task) return warn(task.error());
    loaded.state.tasks.insert_or_assign(task->id, std::move(*task));
  } else if (file.path.ends_with(manifestName)) {
    const std::string folder = file.path.substr(0, file.path.size() - manifestName.size());
    const auto place = backupAt(folder);
    auto manifest = parseJson(textOf(file.bytes));
    if (!manifest) {
      loaded.state.unreadable.insert(folder);
      return warn(manifest.error());
    }
    if (place) loaded.state.addBackup(place->first, place->second, std::move(*manifest));
  }
}

/// An attachment that no store needs any more is given up; a store whose folder cannot be used is told of.
void joinAttached(const AttachedStore& attached, Loaded& loaded) {
  const auto store = std::ranges::find(loaded.state.stores, attached.name, &Store::name);
  if (store == loaded.state.stores.end() || store->folder.empty()) {
    loaded.state.backups.erase(attached.name);
    loaded.calls.push_back(DetachStore{storeFolder(attached.name)});
  } else if (!attached.fault.empty()) {
    store->fault = attached.fault;
    loaded.warnings.push_back("The store " + store->name + " cannot be used: " + store->fault);
  }
}

/// A store whose folder the host knows no more holds backups that nobody sees.
void tellUnattached(const std::vector<AttachedStore>& attached, Loaded& loaded) {
  for (Store& store : loaded.state.stores) {
    const bool isAttached = std::ranges::find(attached, store.name, &AttachedStore::name) != attached.end();
    if (store.folder.empty() || isAttached) continue;
    store.fault =
        "Its folder " + store.folder +
        " is not known here any more: unregister the store, and register it again with that folder, where its "
        "backups are found.";
    loaded.warnings.push_back("The store " + store.name + " cannot be used: " + store.fault);
  }
}

/// Every site has a key for the passcodes of its tasks and a clean-up; a clock that was set back delays no run.
void completeTasks(Loaded& loaded, EpochMs now, Random& random) {
  State& state = loaded.state;
  if (state.taskKey.empty()) {
    state.taskKey = makeTaskKey(random);
    const ByteView key = state.taskKey.reveal();
    loaded.calls.push_back(ReplaceData{std::string(kTaskKeyFile), Bytes(key.begin(), key.end())});
  }
  const auto isCleaner = [](const auto& entry) { return entry.second.type == kCleanerTask; };
  if (std::ranges::none_of(state.tasks, isCleaner)) {
    const Task cleaner = makeCleaner(now, random);
    loaded.calls.push_back(writeTask(cleaner));
    state.tasks.emplace(cleaner.id, cleaner);
  }
  for (auto& [id, task] : state.tasks) {
    if (task.nextRun > now) task.nextRun = task.runAfter(now);
  }
  for (const auto& [id, task] : state.tasks) {
    for (const TaskRun& run : task.runs) {
      if (const auto job = state.jobs.find(run.jobId); job != state.jobs.end()) {
        endTaskRun(state, job->second, loaded.calls);
      }
    }
  }
}

bool hasManifest(const std::vector<StoredFile>& files, std::string_view folder) {
  const std::string path = std::string(folder) + "/" + std::string(kManifestFile);
  return std::ranges::find(files, path, &StoredFile::path) != files.end();
}

}  // namespace

Result<Loaded> load(const SiteOptions& options, SecretBytes adminPassword, const Stored& stored, EpochMs now,
                    Random& random) {
  Loaded loaded;
  const std::vector<StoredFile>& files = stored.files;
  const auto site = std::ranges::find(files, kSiteFile, &StoredFile::path);
  const auto read = site == files.end() ? makeFirstState(options, std::move(adminPassword), now, random, loaded)
                                        : readSite(textOf(site->bytes), loaded.state);
  if (!read) return std::unexpected(read.error());
  for (const StoredFile& file : files) loadFile(file, loaded, now);
  for (const AttachedStore& attached : stored.attached) joinAttached(attached, loaded);
  tellUnattached(stored.attached, loaded);

  for (auto& [id, job] : loaded.state.jobs) {
    if (job.hasEnded()) continue;
    const bool isMade = job.makesBackup() && loaded.state.findBackup(job.storeName, job.backupName) != nullptr;
    endInterrupted(job, isMade, now);
    loaded.calls.push_back(writeJob(job));
  }
  completeTasks(loaded, now, random);
  std::ranges::move(trimHistory(loaded.state, now), std::back_inserter(loaded.calls));
  for (const std::string& folder : stored.folders) {
    const auto place = backupAt(folder);
    if (place && loaded.state.findBackup(place->first, place->second) == nullptr && !hasManifest(files, folder)) {
      loaded.calls.push_back(RemoveData{folder});
    }
  }
  return loaded;
}

}  // namespace holdfast::site
