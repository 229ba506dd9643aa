// The lines of the sealed list, and their comparison with the files of a tar stream.
#include "archive/list_checker.h"

#include "base/hex.h"
#include "base/utf8.h"

namespace holdfast::archive {
namespace {

std::unexpected<Error> mismatch(std::string_view what, const std::string& path) {
  return fail(ErrorCode::archiveMismatch, "the archive contradicts itself: " + std::string(what),
              replaceIllFormed(path));
}

}  // namespace

void Totals::count(const Entry& entry) {
  switch (entry.kind) {
    case EntryKind::file:
      ++files;
      bytes += entry.size;
      break;
    case EntryKind::folder: ++folders; break;
    case EntryKind::link: ++links; break;
    case EntryKind::other: break;
  }
}

Json jsonOf(const Totals& totals) {
  return {{"files", totals.files}, {"folders", totals.folders}, {"links", totals.links}, {"bytes", totals.bytes}};
}

Json listEntry(const Entry& entry, const crypto::Sha256Digest& digest) {
  const bool isText = isUtf8(entry.path);
  return {{isText ? "path" : "pathHex", isText ? entry.path : encodeHex(bytesOf(entry.path))},
          {"size", entry.size},
          {"sha256", encodeHex(digest)}};
}

Result<void> ListChecker::skippable(ByteView content) {
  const auto list = parseJson(textOf(content));
  if (!list && origin_ == Origin::foreign && !hasList_) return {};  // a frame of somebody else
  if (!list) return mismatch("its list is not well-formed JSON", {});
  if (const Json* const entries = member(*list, "entries"); entries != nullptr && entries->is_array()) {
    hasList_ = true;
    for (const Json& entry : *entries) {
      if (unlisted_.empty()) return mismatch("its list names a file that is not there", {});
      const auto [path, found] = std::move(unlisted_.front());
      unlisted_.pop_front();
      if (found != entry) return mismatch("a file is not as its list says", path);
    }
  }
  if (const Json* const totals = member(*list, "totals")) {
    if (*totals != jsonOf(totals_)) return mismatch("its totals do not fit what it holds", {});
    isTotalled_ = true;
  }
  return {};
}

Result<void> ListChecker::began(const Entry& entry) {
  entry_ = entry;
  return sink_.began(entry);
}

Result<void> ListChecker::content(ByteView piece) {
  sha256_.update(piece);
  return sink_.content(piece);
}

Result<void> ListChecker::ended() {
  totals_.count(entry_);
  if (entry_.kind == EntryKind::file) unlisted_.emplace_back(entry_.path, listEntry(entry_, sha256_.finish()));
  if (unlisted_.size() > 2 * kFilesPerFrame) {
    if (origin_ == Origin::own || hasList_) return mismatch("its list is missing", {});
    unlisted_.clear();
  }
  return sink_.ended();
}

Result<Totals> ListChecker::finish() const {
  if (auto ended = tar_.finish(); !ended) return fail(ended);
  const bool mayLackList = origin_ == Origin::foreign && !hasList_ && !isTotalled_;
  if (!isListed() && !mayLackList) {
    return fail(ErrorCode::archiveCutOff, "the archive inside the file ends before its list does");
  }
  return totals_;
}

}  // namespace holdfast::archive
