// What a job of the local site asks of its host (a folder under Node, OPFS in a browser, memory in tests), as values.
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

enum class EntryKind : std::uint8_t { file, folder, link, other };

/// What a listing says of one entry, without following links.
struct EntryFacts {
  std::string name;
  EntryKind kind = EntryKind::other;
  std::uint64_t size = 0;
  std::uint32_t mode = 0;            // permission bits, as in stat(2): 07777
  std::int64_t modifiedSeconds = 0;  // mtime, whole seconds since the epoch, may be negative
  std::uint32_t modifiedNanoseconds = 0;
  std::string linkTarget;  // where `kind` is link
};

// What can be asked. At most one content file and one data file are open at a time.

/// The entries of a content folder, in any order. Answer: Listing.
struct ListContent {
  std::string path;
};
/// Opens a content file for reading, never following a link. Answer: EntryFacts of what was opened.
struct OpenContent {
  std::string path;
};
/// The next bytes of the open content file, at most `length`; fewer only at its end. Answer: Bytes.
struct ReadContent {
  std::uint32_t length = 0;
};
/// Closes the open content file. Answer: EntryFacts as they are now, to notice a change.
struct CloseContent {};
/// Creates a data file, and the folders above it; an existing one is emptied. Answer: Done.
struct CreateData {
  std::string path;
};
/// Appends to the open data file. Answer: Done.
struct AppendData {
  Bytes bytes;
};
/// Makes the open data file durable and closes it. Answer: Done.
struct CloseData {};
/// Bytes of a data file from `offset`, at most `length`; fewer only at its end. Answer: Bytes.
struct ReadData {
  std::string path;
  std::uint64_t offset = 0;
  std::uint32_t length = 0;
};
/// Replaces a data file whole, atomically and durably, creating folders above it. Answer: Done.
struct ReplaceData {
  std::string path;
  Bytes bytes;
};
/// Removes a data file or folder with all it holds; nothing there is no error. Answer: Done.
struct RemoveData {
  std::string path;
};
/// Tells the site how the job stands (stage, progress, message): JSON text. Answer: Done.
struct Report {
  std::string json;
};
/// The job has ended: JSON text of its result, or why it failed. No answer.
struct Ended {
  Result<std::string> outcome;
};

using HostCall = std::variant<ListContent, OpenContent, ReadContent, CloseContent, CreateData, AppendData, CloseData,
                              ReadData, ReplaceData, RemoveData, Report, Ended>;

struct Done {};
using Listing = std::vector<EntryFacts>;

/// The host's answer to the last call: what that call says, or `storageFailed`, `storageFull`, `storageUnreadable`.
using HostAnswer = Result<std::variant<Done, Listing, EntryFacts, Bytes>>;

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
