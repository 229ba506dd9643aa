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
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"
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
/// Creates a data file and the folders above it. An existing one is emptied; in an attached store, `apiConflict`.
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
/// Removes a data file or folder with all it holds; closes the open data file; nothing there is no error. In an
/// attached store only files of backups: a backup's manifest goes before its folder, and one that has it stays.
struct RemoveData {
  using Answer = Done;
  std::string path;
};

/// Makes the data folder `path` (`stores/<name>`) stand for `folder`, an absolute path outside the data folder; it is
/// made where it is missing, and a former attachment of `path` is given up. Answers the names of the backups' folders
/// in it, each ended by a zero byte. Refused with `apiBadRequest` where the operator does not allow `folder`, where a
/// link leads there, or where it holds anything but backups.
struct AttachStore {
  using Answer = Bytes;
  std::string path;
  std::string folder;
};
/// Looks into the attached store `path` (`stores/<name>`) that could not be used before: removes what a cut-off backup
/// left there, and answers the names of the whole backups, each ended by a zero byte; what is none is passed over.
/// Refused with `storageUnreadable` where its folder cannot be used, saying why; nothing is ever made in its place.
struct TakeUpStore {
  using Answer = Bytes;
  std::string path;
};
/// Makes the data folder `path` a folder of its own again; what it stood for stays as it is. A folder that was never
/// attached is left alone, and nothing there is no error.
struct DetachStore {
  using Answer = Done;
  std::string path;
};

/// The file key of a backup, found by the unlock job of that input (JSON text): for the driver, which runs it where no
/// request waits for it and scrypt's memory does not stay taken. Fails as that job does.
struct UnlockBackup {
  using Answer = Bytes;
  std::string inputJson;
  std::shared_ptr<const SecretBytes> passcode;
};

// Content is written into a staging place beside it, on the same file system, which no content call ever shows. It
// holds one tree: `path` is where the entry will be once the staging place has become the content. A path through
// anything but a folder staged before, or one that exists already, is refused with `storageFailed`. At most one staged
// file is open at a time; the other files may stay open meanwhile.

/// Makes the staging place, empty: what is left of an earlier one is discarded as `DiscardStaging` does.
struct BeginStaging {
  using Answer = Done;
};
/// Creates a folder, which can be written into until `FinishFolder`.
struct StageFolder {
  using Answer = Done;
  std::string path;
};
/// Creates a file and opens it.
struct StageFile {
  using Answer = Done;
  std::string path;
};
/// Appends to the open staged file.
struct AppendStaged {
  using Answer = Done;
  Bytes bytes;
};
/// Gives the open staged file its mode and time (as in `FileFacts`), makes it durable and closes it.
struct CloseStaged {
  using Answer = Done;
  std::uint32_t mode = 0;
  std::int64_t modifiedSeconds = 0;
  std::uint32_t modifiedNanoseconds = 0;
};
/// Creates a symbolic link with that target, whatever it leads to.
struct StageLink {
  using Answer = Done;
  std::string path;
  std::string linkTarget;
  std::int64_t modifiedSeconds = 0;
  std::uint32_t modifiedNanoseconds = 0;
};
/// Gives a staged folder its mode and time; nothing is put into it afterwards.
struct FinishFolder {
  using Answer = Done;
  std::string path;
  std::uint32_t mode = 0;
  std::int64_t modifiedSeconds = 0;
  std::uint32_t modifiedNanoseconds = 0;
};
/// Makes the staged tree the content, wholly and durably. Where it fails, and where the host dies before it is
/// answered, the content is wholly the old or wholly the new one once `DiscardStaging` was answered; a host does that
/// by itself when it is opened with `lock`. The old content is kept until then.
struct SwapContent {
  using Answer = Done;
};
/// Takes an unfinished swap back, and removes the staging place and, after a swap, the old content. Nothing there is
/// no error.
struct DiscardStaging {
  using Answer = Done;
};

/// The next bytes of the archive that is brought in from elsewhere, at most `length`; fewer only at its end. Asked of
/// whoever hands the archive over, and of no host.
struct ReadSource {
  using Answer = Bytes;
  std::uint32_t length = 0;
};
/// Tells the site how the job stands (stages, progress, messages): JSON text.
struct Report {
  using Answer = Done;
  std::string json;
};
/// The job has ended: JSON text of its result, or why it failed. Never answered.
struct Ended {
  Result<std::string> outcome;
  /// What an unlock job found.
  std::shared_ptr<const SecretBytes> fileKey = {};
};

using HostCall = std::variant<ListContent, OpenContent, ReadContent, CloseContent, CreateData, AppendData, CloseData,
                              ReadData, ReplaceData, RemoveData, AttachStore, TakeUpStore, DetachStore, UnlockBackup,
                              BeginStaging, StageFolder, StageFile, AppendStaged, CloseStaged, StageLink, FinishFolder,
                              SwapContent, DiscardStaging, ReadSource, Report, Ended>;

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
