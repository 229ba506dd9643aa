// The backup archive: tar in zstd in age, with a sealed list of its files; written and read push-style in constant
// memory. Knows no storage and no job.
//
// `age -d content.tar.zst.age | tar --zstd -x` gives the files back. The list travels in skippable zstd frames, which
// tar never sees: after each batch of files one frame `{"entries": [{path | pathHex, size, sha256}]}` with the files
// since the one before, and at the end one frame `{"totals": {files, folders, links, bytes}}`.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "age/age.h"
#include "archive/list_checker.h"
#include "archive/tar.h"
#include "archive/zstd_stream.h"
#include "base/json.h"
#include "crypto/sha256.h"

namespace holdfast::archive {

/// Writes one archive. Each function appends to `sealed` what is ready to be stored.
class BackupWriter {
 public:
  /// Runs scrypt and appends the header. Fails as `age::Sealer::create` does, or with `outOfMemory`.
  [[nodiscard]] static Result<BackupWriter> create(const SecretBytes& passcode, int workFactor, Random& random,
                                                   Bytes& sealed);

  [[nodiscard]] Result<void> begin(const Entry& entry, Bytes& sealed);
  /// The next bytes of the file begun; in all exactly `entry.size` of them.
  [[nodiscard]] Result<void> write(ByteView content, Bytes& sealed);
  [[nodiscard]] Result<void> end(Bytes& sealed);
  /// Ends the archive; nothing can be written afterwards.
  [[nodiscard]] Result<void> finish(Bytes& sealed);

  [[nodiscard]] const Totals& totals() const { return totals_; }

 private:
  BackupWriter(age::Sealer sealer, Compressor compressor);
  Result<void> compressTar(Bytes& sealed);
  Result<void> writeFrame(const Json& content, Bytes& sealed);

  age::Sealer sealer_;
  Compressor compressor_;
  Bytes tar_;
  Bytes compressed_;
  Entry entry_;
  crypto::Sha256 sha256_;
  Json batch_ = Json::array();
  Totals totals_;
};

/// Reads one archive and checks it against its own list.
class BackupReader {
 public:
  /// `sink` is told of every entry; a file's content is told before its hash has been compared.
  BackupReader(age::Opener opener, EntrySink& sink);
  BackupReader(const BackupReader&) = delete;
  BackupReader& operator=(const BackupReader&) = delete;
  ~BackupReader();

  /// Fails as age::Opener, Decompressor and TarReader do, with `archiveMismatch` where a file differs from the list
  /// or the list is not well-formed, and with what the sink answers.
  [[nodiscard]] Result<void> push(ByteView sealed);
  /// What the archive holds. Fails like `push`, and with `archiveCutOff` where its end is missing.
  [[nodiscard]] Result<Totals> finish();

  // The same in steps, for a sink that must not be told of more than it can put away: after `take` and after `takeEnd`
  // `proceed` is called until it answers false; `totals` comes last. Each fails as `push` and `finish` do.

  [[nodiscard]] Result<void> take(ByteView sealed);
  [[nodiscard]] Result<void> takeEnd();
  /// Unpacks `most` bytes or few more of what was taken. Answers whether there is more.
  [[nodiscard]] Result<bool> proceed(std::size_t most);
  [[nodiscard]] Result<Totals> totals() const;

  /// What was read so far.
  [[nodiscard]] const Totals& read() const;

 private:
  age::Opener opener_;
  Bytes plain_;
  std::size_t unpacked_ = 0;
  Result<Decompressor> decompressor_;
  std::unique_ptr<ListChecker> checker_;
};

}  // namespace holdfast::archive
