// A backup as one file, to be carried elsewhere: an uncompressed tar of its folder with `backup.json` and the archive,
// which `tar -x` takes apart; and the check that an archive is the one its manifest records. Knows no store.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "site/backup_reading.h"
#include "site/backup_writing.h"

namespace holdfast::site {

/// What stands before and behind the archive in a bundle.
struct BundleFrame {
  Bytes head;
  Bytes tail;
};

/// The frame around the archive that `manifest` (the text of backup.json) records. Fails with `fileChanged` where it
/// records none, or names no backup.
[[nodiscard]] Result<BundleFrame> frameBundle(std::string_view manifest);

/// Where the archive lies in a bundle.
struct BundleParts {
  std::string manifest;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

enum class BundleStart : std::uint8_t { none, moreBytesNeeded };

/// The parts of the bundle that starts with `start`; `none` where it is no bundle.
[[nodiscard]] std::expected<BundleParts, BundleStart> findBundle(ByteView start);

/// Whether an archive can still be the recorded one, of which `seen` is what has come so far, at least its header.
/// Fails with `fileChanged`: it has another header, and so belongs to another manifest, or is longer than recorded.
[[nodiscard]] Result<void> checkBeginning(const RecordedArchive& recorded, const ArchiveDigest& seen);
/// Whether all of an archive, `seen`, is the recorded one. Fails as `checkBeginning`, and with `fileChanged` where it
/// was cut off or changed.
[[nodiscard]] Result<void> checkRecorded(const RecordedArchive& recorded, ArchiveDigest& seen);

/// Compares an archive with its manifest, piece by piece, without its passcode.
class RecordedCheck {
 public:
  explicit RecordedCheck(const RecordedArchive& recorded) : recorded_(recorded) {}
  void push(ByteView sealed) { pushed_.add(sealed); }
  /// As `checkRecorded`.
  [[nodiscard]] Result<void> finish() { return checkRecorded(recorded_, pushed_); }

 private:
  RecordedArchive recorded_;
  ArchiveDigest pushed_;
};

}  // namespace holdfast::site
