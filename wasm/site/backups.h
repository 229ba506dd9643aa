// The backups of a store: listed, created, kept, deleted, restored; the work itself is a job's.
#pragma once

#include "base/result.h"
#include "site/operation.h"

namespace holdfast::site {

/// A backup to be made, by whom and from where.
struct NewBackup {
  std::string store;
  std::string name;
  std::string description;
  EpochMs retentionDate = -1;
  std::string scheduleType;
  std::string operationUri;
  std::string username;
  SecretBytes passcode;
};

struct StartedBackup {
  Job job;
  JobToStart toStart;
};

/// A backup that was made elsewhere, to be added to a store, by whom.
struct BackupImport {
  std::string store;
  /// The text of its backup.json.
  std::string manifest;
  std::string username;
};

/// The job that makes a backup. Fails with `apiConflict` where the name is taken or a job runs.
[[nodiscard]] Result<StartedBackup> startBackup(const State& state, const SiteOptions& options, NewBackup backup,
                                                EpochMs now, Random& random);

[[nodiscard]] Result<Outcome> listBackups(const Operation& operation);
[[nodiscard]] Result<Outcome> showBackup(const Operation& operation);
[[nodiscard]] Result<Outcome> createBackup(const Operation& operation);
[[nodiscard]] Result<Outcome> updateBackup(const Operation& operation);
[[nodiscard]] Result<Outcome> deleteBackup(const Operation& operation);
[[nodiscard]] Result<Outcome> restoreBackup(const Operation& operation);
[[nodiscard]] Result<Outcome> verifyBackup(const Operation& operation);

/// Starts the job that adds a backup (site/import_job.h): `{jobid, status: "SUBMITTED", backupName}`. Fails with
/// `apiNotFound` (no such store or account), `parameterCharacters` (a name that no backup of this site can have),
/// `apiConflict` (the name is taken, or a job runs), and as `judgeManifest`.
[[nodiscard]] Result<Outcome> importBackup(const BackupImport& backup, const State& state, const SiteOptions& options,
                                           EpochMs now, Random& random);

}  // namespace holdfast::site
