// What a job of the local site asks of its host (a folder under Node, OPFS in a browser, memory in tests), as values.
//
// In JavaScript a host is an object with `perform(call)`, which answers a promise. A call is `{kind, …}`: the kind is
// the struct's name in lowerCamel ("listContent"), the members have the names below. Paths, names and link targets
// cross as Uint8Array (the bytes of the name, lossless), as does `bytes`; sizes and times as numbers; `json` as a
// string. The answer is undefined (Done), a Uint8Array (Bytes), facts `{name, kind: "file"|"folder"|"link"|"other",
// size, mode, modifiedSeconds, modifiedNanoseconds, linkTarget}` or an array of facts; or the promise rejects with an
// error whose `code` is "storage_failed", "storage_full" or "storage_unreadable" and whose `message` says what, where
// and what to do.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace holdfast::site {

/// Paths are relative, parts joined by `/`, never starting with one; the empty path is the root. Names are the bytes
/// the file system has, which need not be UTF-8. `content` paths lie in the organization's content, `data` paths in
/// the site's data folder.

enum class FileKind : std::uint8_t { file, folder, link, other };

/// What a listing says of one entry, without following links.
struct FileFacts {
  std::string name;
  FileKind kind = FileKind::other;
  std::uint64_t size = 0;
  std::uint32_t mode = 0;            // permission bits, as in stat(2): 07777
  std::int64_t modifiedSeconds = 0;  // mtime, whole seconds since the epoch, may be negative
  std::uint32_t modifiedNanoseconds = 0;
  std::string linkTarget;  // where `kind` is link

  bool operator==(const FileFacts&) const = default;
};

struct Done {};
using Listing = std::vector<FileFacts>;

// What can be asked; `Answer` is the type of the reply. At most one content file and one data file are open at a time.

/// The entries of a content folder, in any order.
struct ListContent {
  using Answer = Listing;
  std::string path;
};
/// Opens a content file for reading, never following a link. Answers the facts of what was opened, without a name.
struct OpenContent {
  using Answer = FileFacts;
  std::string path;
};
/// The next bytes of the open content file, at most `length`; fewer only at its end.
struct ReadContent {
  using Answer = Bytes;
  std::uint32_t length = 0;
};
/// Closes the open content file. Answers its facts as they are now, without a name, to notice a change.
struct CloseContent {
  using Answer = FileFacts;
};
/// Creates a data file, and the folders above it; an existing one is emptied.
struct CreateData {
  using Answer = Done;
  std::string path;
};
/// Appends to the open data file.
struct AppendData {
  using Answer = Done;
  Bytes bytes;
};
/// Makes the open data file durable and closes it.
struct CloseData {
  using Answer = Done;
};
/// Bytes of a data file from `offset`, at most `length`; fewer only at its end.
struct ReadData {
  using Answer = Bytes;
  std::string path;
  std::uint64_t offset = 0;
  std::uint32_t length = 0;
};
/// Replaces a data file whole, atomically and durably, creating folders above it.
struct ReplaceData {
  using Answer = Done;
  std::string path;
  Bytes bytes;
};
/// Removes a data file or folder with all it holds; closes the open data file; nothing there is no error.
struct RemoveData {
  using Answer = Done;
  std::string path;
};
/// Tells the site how the job stands (stages, progress, messages): JSON text.
struct Report {
  using Answer = Done;
  std::string json;
};
/// The job has ended: JSON text of its result, or why it failed. Never answered.
struct Ended {
  Result<std::string> outcome;
};

using HostCall = std::variant<ListContent, OpenContent, ReadContent, CloseContent, CreateData, AppendData, CloseData,
                              ReadData, ReplaceData, RemoveData, Report, Ended>;

/// The host's answer to the last call: what that call says, or `storageFailed`, `storageFull`, `storageUnreadable`.
using HostAnswer = Result<std::variant<Done, Listing, FileFacts, Bytes>>;

/// A job without I/O and without a clock: it is told the answer and the time, and says what it needs next.
class HostedJob {
 public:
  virtual ~HostedJob() = default;
  virtual HostCall start(EpochMs now) = 0;
  virtual HostCall next(HostAnswer answer, EpochMs now) = 0;
  /// From now on the job leaves off, removes what it has half made and ends with `jobCancelled`.
  virtual void cancel() = 0;
};

}  // namespace holdfast::site
