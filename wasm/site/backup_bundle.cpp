// Frames and finds bundles with the tar of the archive layer.
#include "site/backup_bundle.h"

#include <algorithm>
#include <utility>

#include "archive/tar.h"
#include "base/json.h"
#include "site/backup_job.h"

namespace holdfast::site {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::uint64_t kLargestManifest = std::uint64_t{1} << 20;

std::unexpected<Error> changed(std::string_view what) {
  return fail(ErrorCode::fileChanged, "The archive is not the one that its manifest records: " + std::string(what) +
                                          ". Use another copy of the backup.");
}

/// The name of a file of a bundle, without its folder.
std::string_view nameIn(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

/// Takes a manifest and then the beginning of an archive, and nothing else.
struct BundleSink final : archive::EntrySink {
  std::string manifest;
  std::optional<std::uint64_t> archiveSize;
  bool isForeign = false;

  Result<void> began(const archive::Entry& entry) override {
    if (nameIn(entry.path) == kManifestFile && manifest.empty() && entry.size <= kLargestManifest) return {};
    if (nameIn(entry.path) == kArchiveFile && !manifest.empty()) archiveSize = entry.size;
    else if (entry.kind != archive::EntryKind::folder) isForeign = true;
    return {};
  }
  Result<void> content(ByteView piece) override {
    if (!archiveSize) manifest += textOf(piece);
    return {};
  }
  Result<void> ended() override { return {}; }
};

}  // namespace

Result<BundleFrame> frameBundle(std::string_view manifest) {
  const auto json = parseJson(manifest);
  if (!json) return std::unexpected(json.error());
  const auto recorded = recordedArchive(*json);
  if (!recorded) return std::unexpected(recorded.error());
  const auto name = textMember(*json, "backupName");
  if (!name || name->empty()) return changed("it names no backup");
  const std::int64_t seconds = std::max<std::int64_t>(0, integerMember(*json, "completeTime").value_or(0)) / 1000;
  const auto entry = [&](std::string_view file, std::uint64_t size) {
    return archive::Entry{.path = std::string(*name) + "/" + std::string(file),
                          .size = size,
                          .modifiedSeconds = seconds,
                          .linkTarget = {}};
  };
  BundleFrame frame;
  archive::appendTarHeader(entry(kManifestFile, manifest.size()), frame.head);
  append(frame.head, bytesOf(manifest));
  archive::appendTarPadding(manifest.size(), frame.head);
  archive::appendTarHeader(entry(kArchiveFile, recorded->size), frame.head);
  archive::appendTarPadding(recorded->size, frame.tail);
  archive::appendTarEnd(frame.tail);
  return frame;
}

std::expected<BundleParts, BundleStart> findBundle(ByteView start) {
  BundleSink sink;
  archive::TarReader reader(sink, archive::Origin::foreign);
  // Block by block: what the reader has taken when it tells of the archive is where that begins.
  for (std::size_t offset = kBlock; offset <= start.size(); offset += kBlock) {
    const auto read = reader.push(start.subspan(offset - kBlock, kBlock));
    if (!read || sink.isForeign) return std::unexpected(BundleStart::none);
    if (sink.archiveSize) return BundleParts{std::move(sink.manifest), offset, *sink.archiveSize};
  }
  return std::unexpected(start.size() < 2 * kLargestManifest ? BundleStart::moreBytesNeeded : BundleStart::none);
}

Result<void> checkBeginning(const RecordedArchive& recorded, const ArchiveDigest& seen) {
  const ByteView start = seen.first();
  const bool hasHeader = start.size() >= recorded.headerSize;
  if (hasHeader && crypto::sha256(start.first(recorded.headerSize)) != recorded.headerSha256) {
    return fail(ErrorCode::fileChanged,
                "The archive does not belong to this manifest: it starts with another header. Choose the " +
                    std::string(kArchiveFile) + " and the " + std::string(kManifestFile) + " of the same backup.");
  }
  if (seen.size() > recorded.size) {
    return changed("it has more than the " + std::to_string(recorded.size) + " bytes that were written");
  }
  return {};
}

Result<void> checkRecorded(const RecordedArchive& recorded, ArchiveDigest& seen) {
  if (const auto begins = checkBeginning(recorded, seen); !begins) return begins;
  if (seen.size() != recorded.size) {
    return changed("it has " + std::to_string(seen.size()) + " bytes instead of " + std::to_string(recorded.size) +
                   ", so it was cut off");
  }
  if (seen.sha256() != recorded.sha256) return changed("its SHA-256 is another one, so it was changed since");
  return {};
}

}  // namespace holdfast::site
