// The sealed list of a backup archive: its lines, and the check of a tar stream against it; knows neither zstd nor age.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>

#include "archive/tar.h"
#include "archive/zstd_stream.h"
#include "base/json.h"
#include "crypto/sha256.h"

namespace holdfast::archive {

/// So many files one frame of the list holds, but for the last.
inline constexpr std::size_t kFilesPerFrame = 1000;

/// What an archive holds; `bytes` is the sum of the files' sizes.
struct Totals {
  std::uint64_t files = 0;
  std::uint64_t folders = 0;
  std::uint64_t links = 0;
  std::uint64_t bytes = 0;

  void count(const Entry& entry);
  bool operator==(const Totals&) const = default;
};

[[nodiscard]] Json jsonOf(const Totals& totals);

/// One line of the list, `{path | pathHex, size, sha256}`; a path that is not UTF-8 is written in hexadecimal.
[[nodiscard]] Json listEntry(const Entry& entry, const crypto::Sha256Digest& digest);

/// Stands between a tar stream and the caller's sink: hashes each file and compares it with the list when that comes.
class ListChecker final : public EntrySink, public FrameSink {
 public:
  /// An archive of foreign origin may have no list; where it has one, that must fit.
  explicit ListChecker(EntrySink& sink, Origin origin = Origin::own)
      : sink_(sink), tar_(*this, origin), origin_(origin) {}
  ListChecker(const ListChecker&) = delete;
  ListChecker& operator=(const ListChecker&) = delete;

  /// The next bytes of the tar stream. Fails as TarReader does, and with `archiveMismatch` where the list is overdue.
  Result<void> data(ByteView plain) override { return tar_.push(plain); }
  /// The next frame of the list. Fails with `archiveMismatch` where it does not fit the files before it.
  Result<void> skippable(ByteView content) override;

  Result<void> began(const Entry& entry) override;
  Result<void> content(ByteView piece) override;
  Result<void> ended() override;

  /// What was read so far.
  [[nodiscard]] const Totals& read() const { return totals_; }
  /// Whether every file was found in the list; known at the end.
  [[nodiscard]] bool isListed() const { return isTotalled_ && unlisted_.empty(); }
  /// Fails with `archiveCutOff` where the archive or its list has not come to its end.
  [[nodiscard]] Result<Totals> finish() const;

 private:
  EntrySink& sink_;
  TarReader tar_;
  Origin origin_;
  Entry entry_;
  crypto::Sha256 sha256_;
  std::deque<std::pair<std::string, Json>> unlisted_;
  Totals totals_;
  bool hasList_ = false;
  bool isTotalled_ = false;
};

}  // namespace holdfast::archive
