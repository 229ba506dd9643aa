// Folders get their modes and times last, since what is written into them would change the times and may be forbidden.
#include "site/staging.h"

#include <string>
#include <string_view>
#include <utility>

#include "base/utf8.h"

namespace holdfast::site {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;
/// Without set-user-id and set-group-id: a restored file belongs to whoever runs the site, who may be another owner.
constexpr std::uint32_t kFileMode = 01777;

std::string_view parentOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

}  // namespace

Result<void> Staging::began(const archive::Entry& entry) {
  const std::string_view parent = parentOf(entry.path);
  while (!folders_.empty() && folders_.back().path != parent) finishFolder();
  if (folders_.empty() && !parent.empty()) {
    return fail(ErrorCode::archiveMalformed,
                "The archive cannot be restored: an entry does not lie in the folder that comes before it.",
                replaceIllFormed(entry.path));
  }
  entry_ = entry;
  switch (entry.kind) {
    case archive::EntryKind::file: calls.emplace_back(StageFile{entry.path}); break;
    case archive::EntryKind::link:
      calls.emplace_back(StageLink{entry.path, entry.linkTarget, entry.modifiedSeconds, entry.modifiedNanoseconds});
      break;
    case archive::EntryKind::folder:
      calls.emplace_back(StageFolder{entry.path});
      folders_.push_back(entry);
      break;
    case archive::EntryKind::other: break;  // only in foreign archives, which are never restored
  }
  return {};
}

Result<void> Staging::content(ByteView piece) {
  append(held_, piece);
  if (held_.size() >= kPiece) calls.emplace_back(AppendStaged{std::exchange(held_, {})});
  return {};
}

Result<void> Staging::ended() {
  if (entry_.kind != archive::EntryKind::file) return {};
  if (!held_.empty()) calls.emplace_back(AppendStaged{std::exchange(held_, {})});
  calls.emplace_back(CloseStaged{entry_.mode & kFileMode, entry_.modifiedSeconds, entry_.modifiedNanoseconds});
  return {};
}

void Staging::finish() {
  while (!folders_.empty()) finishFolder();
}

void Staging::finishFolder() {
  const archive::Entry folder = std::move(folders_.back());
  folders_.pop_back();
  calls.emplace_back(FinishFolder{folder.path, folder.mode, folder.modifiedSeconds, folder.modifiedNanoseconds});
}

}  // namespace holdfast::site
