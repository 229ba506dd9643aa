// One reading of a sealed file from wherever it came, judged by its manifest where there is one; push-style. Knows no
// store, no job and not what becomes of the entries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "archive/sealed_file.h"
#include "base/secret.h"
#include "crypto/sha256.h"
#include "site/backup_reading.h"

namespace holdfast::site {

class JudgedReading {
 public:
  /// `fileKey` is what age::unlock gave, once the header was compared with the manifest's.
  JudgedReading(SecretBytes fileKey, std::optional<RecordedArchive> recorded, archive::EntrySink& sink);

  // As of archive::SealedFileReader. Where there is a manifest, what is wrong with the file is told by `totals`, once
  // the SHA-256 of the whole file is known: with another one than the manifest's it is `fileChanged`.

  [[nodiscard]] Result<void> take(ByteView sealed);
  [[nodiscard]] Result<void> takeEnd();
  [[nodiscard]] Result<bool> proceed(std::size_t most);
  [[nodiscard]] Result<archive::Totals> totals();

  [[nodiscard]] const archive::SealedFileReader& reader() const { return reader_; }

 private:
  Result<void> hold(Result<void> result);

  archive::SealedFileReader reader_;
  std::optional<RecordedArchive> recorded_;
  crypto::Sha256 sha256_;
  std::uint64_t size_ = 0;
  std::optional<Error> fault_;
};

}  // namespace holdfast::site
