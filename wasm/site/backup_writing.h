// What the jobs that put a backup into a store have in common: nothing stays of one that fails, what is written is
// hashed and read back, and the manifest commits; knows not where the archive comes from.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"
#include "crypto/sha256.h"
#include "site/job_progress.h"
#include "site/script.h"

namespace holdfast::site {

/// The bytes at both ends of an archive that goes by, and the size and SHA-256 of all of it.
class ArchiveDigest {
 public:
  void add(ByteView bytes);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// The first and the last bytes: 128 KiB, or all where there are fewer.
  [[nodiscard]] const Bytes& first() const { return first_; }
  [[nodiscard]] const Bytes& last() const { return last_; }
  /// To be asked once.
  [[nodiscard]] crypto::Sha256Digest sha256() { return sha256_.finish(); }

 private:
  crypto::Sha256 sha256_;
  std::uint64_t size_ = 0;
  Bytes first_;
  Bytes last_;
};

/// A job that makes one backup. On failure and on `cancel` the half-made backup is removed.
class BackupWritingJob : public ScriptedJob {
 protected:
  /// `input` holds the texts `storeName` and `backupName`.
  BackupWritingJob(const Json& input, std::span<const std::string_view> stages);

  /// Makes the backup and ends with the job's result.
  virtual Script<Result<std::string>> make() = 0;

  /// Begins the next stage and reports it.
  Script<Result<void>> beginStage();
  /// Reports how far the job is, where that is due.
  Script<Result<void>> reportProgress();
  Script<Result<void>> createArchive();
  Script<Result<void>> writeArchive(Bytes sealed);
  Script<Result<void>> closeArchive();
  /// Fails with `storageFailed` where the archive's ends read back are not what was written.
  Script<Result<void>> readBack();
  /// From here the backup exists or not at all, and `cancel` is not heard.
  Script<Result<void>> commit(const Json& manifest);

  JobProgress progress_;
  ArchiveDigest written_;

 private:
  Script<Result<std::string>> run() final;

  std::string folder_;
  std::string archive_;
};

}  // namespace holdfast::site
