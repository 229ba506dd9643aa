// What the jobs that read a backup have in common: the header checked against the manifest, the archive read to its end
// and judged; knows not what becomes of the entries.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "age/age.h"
#include "archive/backup_archive.h"
#include "crypto/sha256.h"
#include "site/job_progress.h"
#include "site/script.h"
#include "site/staging.h"

namespace holdfast::site {

/// What the manifest recorded of the archive when it was written.
struct RecordedArchive {
  std::uint64_t size = 0;
  std::uint32_t headerSize = 0;
  crypto::Sha256Digest sha256 = {};
  crypto::Sha256Digest headerSha256 = {};
  archive::Totals totals;
};

/// What the manifest's member `holdfast` records. Fails with `fileChanged` where it lacks something.
[[nodiscard]] Result<RecordedArchive> recordedArchive(const Json& manifest);

/// Whether `error` tells of the archive, and not of the storage or the job.
[[nodiscard]] bool isOfArchive(const Error& error);

/// A job over one backup of a store, which reads its manifest first.
class StoredBackupJob : public ScriptedJob {
 protected:
  /// `input` holds the texts `storeName` and `backupName`.
  explicit StoredBackupJob(const Json& input);

  /// The header and the payload nonce, as far as they are there, and what the manifest records, in `recorded_`. Fails
  /// with `fileChanged` where the manifest cannot be read, or with a storage error.
  Script<Result<Bytes>> readHeader();
  /// What age judges the header by.
  [[nodiscard]] age::FileFacts headerFacts() const;

  std::string folder_;
  std::string archive_;
  RecordedArchive recorded_;
};

/// A job that reads a whole backup with its file key. It holds a constant amount of the archive, however far that
/// expands.
class BackupReadingJob : public StoredBackupJob {
 protected:
  enum class Reading : std::uint8_t {
    chunks,  // every chunk is authentic to the last
    files,   // and every file is hashed against the sealed list
    staged,  // and every entry is written into the staging place
  };

  /// `bytesTotal` becomes the archive's size.
  BackupReadingJob(const Json& input, SecretBytes fileKey, std::span<const std::string_view> stages);

  /// Fails with `fileChanged` (another SHA-256 than the manifest's), `headerDamaged` (another file key), what age
  /// answers otherwise, or a storage error.
  Script<Result<void>> checkHeader();
  /// After `checkHeader`. Fails with `fileChanged` where the archive is not the one the manifest records or contradicts
  /// it, what age and the archive answer otherwise, or a storage error.
  Script<Result<void>> readArchive(Reading how);
  /// Begins the next stage and reports it; `more` is merged into the report.
  Script<Result<void>> beginStage(Json more = Json::object());

  /// `{files, folders, links, contentBytes}` of the manifest.
  [[nodiscard]] Json totals() const;

  JobProgress progress_;

 private:
  /// Counts the files of an archive that need only be read.
  struct Unkept final : archive::EntrySink {
    Result<void> began(const archive::Entry&) override { return {}; }
    Result<void> content(ByteView) override { return {}; }
    Result<void> ended() override { return {}; }
  };

  Script<Result<void>> take(ByteView sealed);
  Script<Result<void>> takeEnd();
  Script<Result<void>> proceed();
  [[nodiscard]] std::unexpected<Error> changed(std::string_view what) const;

  SecretBytes fileKey_;
  Unkept unkept_;
  Staging staging_;
  std::optional<age::Opener> opener_;
  std::optional<archive::BackupReader> reader_;
  Bytes plain_;
};

/// Success where `input` holds the texts `storeName` and `backupName`; `parameterRequired` naming the one that is
/// missing.
[[nodiscard]] Result<void> checkReadingInput(const Json& input);

}  // namespace holdfast::site
