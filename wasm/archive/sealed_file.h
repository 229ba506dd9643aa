// Reads any sealed file for somebody who looks into it: a backup archive, a tar archive of another program, with zstd
// or without, or a file that is no archive; push-style, in constant memory. Knows no storage and no manifest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "age/age.h"
#include "archive/list_checker.h"
#include "archive/tar.h"
#include "archive/zstd_stream.h"

namespace holdfast::archive {

/// What a sealed file holds.
enum class Contents : std::uint8_t { file, tar, compressedTar };

/// Tells `sink` of every entry. A file that is no archive is one entry without a path, whose size is known at its end.
class SealedFileReader {
 public:
  SealedFileReader(age::Opener opener, EntrySink& sink);
  SealedFileReader(const SealedFileReader&) = delete;
  SealedFileReader& operator=(const SealedFileReader&) = delete;

  // After `take` and after `takeEnd`, `proceed` is called until it answers false; `totals` comes last.

  /// Fails as age::Opener does.
  [[nodiscard]] Result<void> take(ByteView sealed);
  [[nodiscard]] Result<void> takeEnd();
  /// Unpacks `most` bytes or few more of what was taken. Answers whether there is more. Fails as Decompressor,
  /// TarReader and ListChecker do, and with what the sink answers.
  [[nodiscard]] Result<bool> proceed(std::size_t most);
  /// What the file holds. Fails with `archiveCutOff` or `compressionDamaged` where an archive has not come to its end.
  [[nodiscard]] Result<Totals> totals() const;

  /// Known once the first bytes have been read.
  [[nodiscard]] std::optional<Contents> contents() const { return contents_; }
  /// Whether the files were compared with a sealed list of their own; known at the end.
  [[nodiscard]] bool isListed() const { return checker_.isListed(); }

 private:
  /// The first bytes of what comes out of a decompressor.
  struct Head final : FrameSink {
    Bytes bytes;
    Result<void> data(ByteView plain) override;
    Result<void> skippable(ByteView) override { return {}; }
  };

  Result<bool> proceedFile(std::size_t most);
  Result<bool> proceedTar(std::size_t most);
  Result<bool> proceedCompressed(std::size_t most);
  bool used(ByteView rest);
  void lookInto();

  age::Opener opener_;
  EntrySink& sink_;
  ListChecker checker_;
  Bytes plain_;
  std::size_t unpacked_ = 0;
  bool isAtEnd_ = false;
  std::optional<Contents> contents_;
  // For looking into what may be compressed, before it is known what it is.
  Result<Decompressor> probe_;
  std::size_t probed_ = 0;
  Head head_;
  Result<Decompressor> decompressor_;
  /// Of a file that is no archive.
  Totals file_;
  bool hasBegun_ = false;
  bool hasEnded_ = false;
};

}  // namespace holdfast::archive
