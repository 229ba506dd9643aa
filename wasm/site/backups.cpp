// The operations on backups (API pages backups to restore-backup).
#include "site/backups.h"

#include <memory>

#include "api/version.h"
#include "site/backup_job.h"
#include "site/import_job.h"
#include "site/jobs.h"
#include "site/parameters.h"
#include "site/stores.h"

namespace holdfast::site {
namespace {

Json jobInput(const Job& job) {
  return {{"jobId", job.id},
          {"storeName", job.storeName},
          {"backupName", job.backupName},
          {"folder", backupFolder(job.storeName, job.backupName)}};
}

auto adding(const Job& job) {
  return [job](State& state) { state.jobs.insert_or_assign(job.id, job); };
}

/// The store's and the backup's name and the manifest of an operation on one backup, while no job works on it.
struct Subject {
  std::string store;
  std::string name;
  const Json* manifest;
};

Result<Subject> idleSubject(const Operation& operation) {
  const auto manifest = operation.backup();
  if (!manifest) return std::unexpected(manifest.error());
  Subject subject{(*operation.store())->name, operation.text("backupName"), *manifest};
  const Job* const running = operation.state.runningJob();
  if (running != nullptr && running->storeName == subject.store && running->backupName == subject.name) {
    return std::unexpected(refuseSecondJob(operation.state).error());
  }
  return subject;
}

}  // namespace

Result<Outcome> listBackups(const Operation& operation) {
  const auto store = operation.store();
  if (!store) return std::unexpected(store.error());
  if (const auto usable = checkUsable(**store); !usable) return std::unexpected(usable.error());
  Json list = Json::array();
  const auto found = operation.state.backups.find((*store)->name);
  if (found != operation.state.backups.end()) {
    for (const auto& [name, manifest] : found->second) list.push_back(manifest);
  }
  return Outcome{.body = {{"backups", std::move(list)}}};
}

Result<Outcome> showBackup(const Operation& operation) {
  const auto manifest = operation.backup();
  if (!manifest) return std::unexpected(manifest.error());
  return Outcome{.body = **manifest};
}

namespace {

/// Whether `store` can take in a backup of that name: one rule for all that are made, scheduled or added.
Result<void> checkNewBackup(const State& state, const std::string& store, const std::string& name) {
  if (const Store* const found = state.findStore(store)) {
    if (const auto usable = checkUsable(*found); !usable) return usable;
  }
  if (const auto good = checkSiteName(name, "name"); !good) return good;
  if (name == "create") {
    return fail(ErrorCode::parameterCharacters, "create is an address of its own; choose another name.", "name");
  }
  if (state.findBackup(store, name) != nullptr) {
    return fail(ErrorCode::apiConflict,
                "The store " + store + " has a backup called " + name + " already. Choose another name.", "name");
  }
  if (state.unreadable.contains(backupFolder(store, name))) {
    return fail(ErrorCode::apiConflict,
                "In the store " + store + " lies a backup called " + name +
                    " whose manifest cannot be read, so that it is not listed. Mend it, or move its folder away first.",
                "name");
  }
  return refuseSecondJob(state);
}

}  // namespace

Result<StartedBackup> startBackup(const State& state, const SiteOptions& options, NewBackup backup, EpochMs now,
                                  Random& random) {
  if (const auto good = checkNewBackup(state, backup.store, backup.name); !good) return std::unexpected(good.error());

  Job job = makeJob("backup", backup.store, backup.name, now, random);
  job.operationUri = std::move(backup.operationUri);
  job.username = std::move(backup.username);
  job.scheduleType = std::move(backup.scheduleType);
  Json input = jobInput(job);
  input["description"] = backup.description;
  input["retentionDate"] = backup.retentionDate;
  input["scheduleType"] = job.scheduleType;
  input["release"] = options.release;
  input["siteName"] = options.siteName;
  input["namespace"] = options.namespaceName;
  JobToStart toStart{job.id, job.kind, writeJson(input), std::move(backup.passcode)};
  return StartedBackup{std::move(job), std::move(toStart)};
}

Result<Outcome> createBackup(const Operation& operation) {
  const auto store = operation.store();
  if (!store) return std::unexpected(store.error());
  auto started = startBackup(operation.state, operation.options,
                             {.store = (*store)->name,
                              .name = operation.text("name"),
                              .description = operation.text("description"),
                              .retentionDate = operation.number("retentionDate"),
                              .scheduleType = "MANUAL",
                              .operationUri = operation.request.path,
                              .username = operation.account.name,
                              .passcode = operation.passcode()},
                             operation.now, operation.random);
  if (!started) return std::unexpected(started.error());
  Outcome outcome{
      .body = jobStub(operation, started->job), .calls = {writeJob(started->job)}, .apply = adding(started->job)};
  outcome.jobs.push_back(std::move(started->toStart));
  return outcome;
}

Result<Outcome> updateBackup(const Operation& operation) {
  const auto subject = idleSubject(operation);
  if (!subject) return std::unexpected(subject.error());
  Json manifest = *subject->manifest;
  manifest["retentionDate"] = operation.number("retentionDate");
  return Outcome{.body = succeeded(),
                 .calls = {writeManifest(subject->store, subject->name, manifest)},
                 .apply = [store = subject->store, name = subject->name, manifest](State& state) {
                   state.backups[store][name] = manifest;
                 }};
}

Result<Outcome> deleteBackup(const Operation& operation) {
  const auto subject = idleSubject(operation);
  if (!subject) return std::unexpected(subject.error());
  // Without its manifest a folder is half-made and removed at the next start, so this order leaves nothing behind.
  Outcome outcome{.body = succeeded(),
                  .calls = {RemoveData{manifestFile(subject->store, subject->name)},
                            RemoveData{backupFolder(subject->store, subject->name)}}};
  const auto erase = [store = subject->store, name = subject->name](State& state) { state.backups[store].erase(name); };
  outcome.apply = erase;
  if (!operation.flag("async")) return outcome;

  Job job = makeJob(operation, "delete", subject->store, subject->name);
  outcome.body = jobStub(operation, job);
  end(job, Json::object(), operation.now);
  outcome.calls.push_back(writeJob(job));
  outcome.apply = [erase, add = adding(job)](State& state) {
    erase(state);
    add(state);
  };
  return outcome;
}

namespace {

/// Whether a backup with this manifest fits this site: what is written nowhere is not held against it. An older
/// release's backup does, since content is files; another organization's and a newer release's does not.
Result<void> checkSettings(const Json& manifest, const SiteOptions& options) {
  const std::string name = textMember(manifest, "namespace").value_or(options.namespaceName);
  if (name != options.namespaceName) {
    return fail(ErrorCode::apiBadRequest,
                "The backup is of the namespace " + name + ", this site is " + options.namespaceName +
                    ". Restore it to a site started with that namespace; nothing was changed.");
  }
  const auto release = api::parseVersion(textMember(manifest, "release").value_or(""));
  const auto own = api::parseVersion(options.release);
  if (release && own && *own < *release) {
    return fail(ErrorCode::apiBadRequest, "The backup is of the newer release " + api::versionText(*release) +
                                              ", this site of " + api::versionText(*own) +
                                              ". Update this site first; nothing was changed.");
  }
  return {};
}

/// Starts a job that reads an existing backup, once the passcode has been seen to open it: with the file key that it
/// opened, so that scrypt runs once. `more` joins the job's input.
Result<Outcome> startOnBackup(const Operation& operation, std::string_view kind, bool answersStub,
                              const Json& more = Json::object()) {
  const auto subject = idleSubject(operation);
  if (!subject) return std::unexpected(subject.error());
  if (const auto free = refuseSecondJob(operation.state); !free) return std::unexpected(free.error());

  const Job job = makeJob(operation, kind, subject->store, subject->name);
  const Json body = answersStub ? jobStub(operation, job) : succeeded();
  Outcome outcome;
  Json input = jobInput(job);
  outcome.calls.push_back(UnlockBackup{writeJson(input), std::make_shared<SecretBytes>(operation.passcode())});
  input.update(more);
  outcome.next = [=](const State& state, const std::vector<Bytes>& reads, EpochMs) -> Result<Outcome> {
    if (const auto free = refuseSecondJob(state); !free) return std::unexpected(free.error());
    Outcome started{.body = body, .calls = {writeJob(job)}, .apply = adding(job)};
    started.jobs.push_back({job.id, job.kind, writeJson(input), SecretBytes(ByteView(reads.front()))});
    return started;
  };
  return outcome;
}

}  // namespace

Result<Outcome> restoreBackup(const Operation& operation) {
  const auto manifest = operation.backup();
  if (!manifest) return std::unexpected(manifest.error());
  if (const auto fits = checkSettings(**manifest, operation.options); !fits) return std::unexpected(fits.error());
  return startOnBackup(operation, "restore", /*answersStub=*/false);
}

Result<Outcome> verifyBackup(const Operation& operation) {
  const bool isLevelGiven = !operation.text("level").empty();
  return startOnBackup(operation, "verify", /*answersStub=*/true,
                       isLevelGiven ? Json{{"level", operation.number("level")}} : Json::object());
}

Result<Outcome> importBackup(const BackupImport& backup, const State& state, const SiteOptions& options, EpochMs now,
                             Random& random) {
  if (state.findAccount(backup.username) == nullptr) {
    return fail(ErrorCode::apiNotFound, "There is no account " + backup.username + ".");
  }
  if (state.findStore(backup.store) == nullptr) {
    return fail(ErrorCode::apiNotFound, "There is no store called " + backup.store + ".", "storeName");
  }
  const auto manifest = judgeManifest(backup.manifest);
  if (!manifest) return std::unexpected(manifest.error());
  const std::string name = *textMember(*manifest, "backupName");
  if (auto good = checkNewBackup(state, backup.store, name); !good) {
    if (good.error().code == ErrorCode::parameterCharacters) {
      good.error().message = "No backup of this site can be called \"" + name + "\", as its manifest has it. " +
                             good.error().message +
                             " Give it such a name in the manifest's backupName, which the archive does not know.";
    }
    return std::unexpected(good.error());
  }
  Job job = makeJob("import", backup.store, name, now, random);
  job.operationUri = "/" + options.context + "/admin/system/disasterrecovery/" +
                     backupFolder(backup.store, "backups/" + name) + "/import";
  job.username = backup.username;
  Json input = jobInput(job);
  input["manifest"] = *manifest;
  Outcome outcome{.body = {{"jobid", job.id}, {"status", "SUBMITTED"}, {"backupName", name}},
                  .calls = {writeJob(job)},
                  .apply = adding(job)};
  outcome.jobs.push_back({job.id, job.kind, writeJson(input), {}});
  return outcome;
}

}  // namespace holdfast::site
