// Looking into sealed files for JavaScript: bytes in, entries and bytes out, a number for each file; performs nothing.
//
//   archiveUnlock(start, isWhole, passcode, maxWorkFactor, manifest) -> file | null
//     start     Uint8Array: the first bytes of the file; null is answered where more are needed, and nothing follows
//     where isWhole passcode  Uint8Array; wiped manifest  text of the file's backup.json, or ""
//     -> file   a number that holds the file key until archiveRelease. Runs scrypt.
//   archiveBegin(file, {what: "list" | "files" | "tar", wanted: Uint32Array | null})
//     Begins a reading of the whole file. "list" tells entries and judges by the manifest; "files" tells the content of
//     the entries whose numbers `wanted` holds in rising order (null: of all files), "tar" makes an archive of them.
//   archiveTake(file, sealed: Uint8Array | null)       the next bytes, null at the end
//   archiveProceed(file) -> {more, told}               called until `more` is false after each archiveTake
//     told, of "list"   [{path, isText, kind: "file" | "folder" | "link" | "other", isInside, size, mode, modified,
//     linkTarget}]
//                       modified in milliseconds since 1970; a path that is not UTF-8 has U+FFFD in its place
//     told, of "files"  [number | Uint8Array | null]    the number of the entry that begins, its bytes, null at its end
//     told, of "tar"    [Uint8Array]
//   archiveTotals(file) -> {contents: "file" | "tar" | "compressedTar", isListed, files, folders, links, bytes}
//   archiveRelease(file)
//
//   bundleFrame(manifest) -> {head, tail}: Uint8Arrays around the archive that the text `manifest` records
//   (site/backup_bundle.h) bundleParts(start) -> {manifest, offset, size} | {moreBytesNeeded: true} | null where it is
//   no bundle recordedBegin(manifest) -> check; recordedPush(check, sealed); recordedFinish(check)
//     Whether an archive is the one that its manifest records, without its passcode.
#include <emscripten/bind.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "age/self_test.h"
#include "base/utf8.h"
#include "bindings/convert.h"
#include "site/backup_bundle.h"
#include "site/judged_reading.h"

namespace holdfast::bindings {
namespace {

using archive::Entry;
using archive::EntryKind;
using emscripten::val;

constexpr std::size_t kStep = std::size_t{1} << 20;

std::string_view nameOf(EntryKind kind) {
  switch (kind) {
    case EntryKind::file: return "file";
    case EntryKind::folder: return "folder";
    case EntryKind::link: return "link";
    case EntryKind::other: break;
  }
  return "other";
}

std::string_view nameOf(archive::Contents contents) {
  switch (contents) {
    case archive::Contents::file: return "file";
    case archive::Contents::tar: return "tar";
    case archive::Contents::compressedTar: break;
  }
  return "compressedTar";
}

Json describe(const Entry& entry) {
  return {{"path", replaceIllFormed(entry.path)},
          {"isText", isUtf8(entry.path)},
          {"kind", nameOf(entry.kind)},
          {"isInside", entry.path.empty() || archive::staysInside(entry.path)},
          {"size", entry.size},
          {"mode", entry.mode},
          {"modified", entry.modifiedSeconds * 1000 + entry.modifiedNanoseconds / 1'000'000},
          {"linkTarget", replaceIllFormed(entry.linkTarget)}};
}

/// Gathers what is told of one reading until it is fetched.
struct Teller : archive::EntrySink {
  virtual val fetch() = 0;
  virtual Result<void> finish() { return {}; }
};

struct Lister final : Teller {
  Json entries = Json::array();

  Result<void> began(const Entry& entry) override {
    entries.push_back(describe(entry));
    return {};
  }
  Result<void> content(ByteView) override { return {}; }
  Result<void> ended() override { return {}; }
  val fetch() override { return toVal(std::exchange(entries, Json::array())); }
};

/// Tells of chosen entries only.
class Chooser : public Teller {
 public:
  explicit Chooser(std::optional<std::vector<std::uint32_t>> wanted) : wanted_(std::move(wanted)) {}

  Result<void> began(const Entry& entry) final {
    const std::uint32_t number = count_++;
    isWanted_ = entry.kind != EntryKind::other && (wanted_ ? std::ranges::binary_search(*wanted_, number)
                                                           : entry.kind == EntryKind::file || takesAllKinds());
    if (isWanted_) begin(number, entry);
    return {};
  }
  Result<void> content(ByteView piece) final {
    if (isWanted_) write(piece);
    return {};
  }
  Result<void> ended() final {
    if (isWanted_) end();
    return {};
  }
  val fetch() final { return std::exchange(told_, val::array()); }

 protected:
  [[nodiscard]] virtual bool takesAllKinds() const = 0;
  virtual void begin(std::uint32_t number, const Entry& entry) = 0;
  virtual void write(ByteView piece) = 0;
  virtual void end() = 0;
  void tell(const val& what) { told_.call<void>("push", what); }

 private:
  std::optional<std::vector<std::uint32_t>> wanted_;
  std::uint32_t count_ = 0;
  bool isWanted_ = false;
  val told_ = val::array();
};

class FileTeller final : public Chooser {
 public:
  using Chooser::Chooser;

 private:
  [[nodiscard]] bool takesAllKinds() const override { return false; }
  void begin(std::uint32_t number, const Entry&) override { tell(val(number)); }
  void write(ByteView piece) override { tell(toUint8Array(piece)); }
  void end() override { tell(val::null()); }
};

class TarTeller final : public Chooser {
 public:
  using Chooser::Chooser;

  Result<void> finish() override {
    Bytes end;
    archive::appendTarEnd(end);
    tell(toUint8Array(end));
    return {};
  }

 private:
  [[nodiscard]] bool takesAllKinds() const override { return true; }
  void begin(std::uint32_t, const Entry& entry) override {
    Bytes header;
    archive::appendTarHeader(entry, header);
    tell(toUint8Array(header));
    size_ = entry.size;
  }
  void write(ByteView piece) override { tell(toUint8Array(piece)); }
  void end() override {
    Bytes padding;
    archive::appendTarPadding(size_, padding);
    if (!padding.empty()) tell(toUint8Array(padding));
  }

  std::uint64_t size_ = 0;
};

struct Unlocked {
  SecretBytes fileKey;
  std::optional<site::RecordedArchive> recorded;
  std::unique_ptr<Teller> teller;
  std::unique_ptr<site::JudgedReading> reading;
};

std::map<int, Unlocked>& files() {
  static std::map<int, Unlocked> table;
  return table;
}

/// What `work` answers of a file that is being read; `internal_error` where there is none, `out_of_memory` without
/// memory.
template <class Work>
val withFile(int file, Work work) {
  const auto found = files().find(file);
  if (found == files().end()) {
    return failure({.code = ErrorCode::internalError, .message = "The file is closed already."});
  }
  try {
    return work(found->second);
  } catch (const std::bad_alloc&) {
    return failure({.code = ErrorCode::outOfMemory, .message = "The memory ran out."});
  }
}

template <class Work>
val withReading(int file, Work work) {
  return withFile(file, [&](Unlocked& unlocked) {
    if (unlocked.reading) return work(unlocked);
    return failure({.code = ErrorCode::internalError, .message = "The reading of the file has not begun."});
  });
}

Result<site::RecordedArchive> recordedIn(const std::string& manifest) {
  const auto json = parseJson(manifest);
  if (!json) return std::unexpected(json.error());
  return site::recordedArchive(*json);
}

val archiveUnlock(const val& start, bool isWhole, const val& passcode, const val& maxWorkFactor,
                  const std::string& manifest) {
  const SecretBytes secret = takeSecret(passcode);
  if (const auto tested = age::selfTest(); !tested) return failure(tested.error());
  Unlocked unlocked;
  age::FileFacts facts{.isWhole = isWhole};
  if (!manifest.empty()) {
    const auto recorded = recordedIn(manifest);
    if (!recorded) return failure(recorded.error());
    unlocked.recorded = *recorded;
    facts.headerSha256 = recorded->headerSha256;
  }
  age::OpenLimits limits;
  if (maxWorkFactor.isNumber()) limits.workFactor = static_cast<int>(toInteger(maxWorkFactor));
  auto fileKey = age::unlock(toBytes(start), secret, limits, facts);
  if (!fileKey) return failure(fileKey.error());
  if (!*fileKey) return success(val::null());
  unlocked.fileKey = std::move(**fileKey);
  static int last = 0;
  files().emplace(++last, std::move(unlocked));
  return success(val(last));
}

val archiveBegin(int file, const val& options) {
  return withFile(file, [&](Unlocked& unlocked) {
    std::optional<std::vector<std::uint32_t>> wanted;
    if (const val given = options["wanted"]; !given.isNull() && !given.isUndefined()) {
      wanted = emscripten::convertJSArrayToNumberVector<std::uint32_t>(given);
    }
    const auto what = options["what"].as<std::string>();
    const bool isList = what == "list";
    unlocked.reading.reset();
    if (isList) unlocked.teller = std::make_unique<Lister>();
    else if (what == "tar") unlocked.teller = std::make_unique<TarTeller>(std::move(wanted));
    else unlocked.teller = std::make_unique<FileTeller>(std::move(wanted));
    unlocked.reading = std::make_unique<site::JudgedReading>(
        unlocked.fileKey.copy(), isList ? unlocked.recorded : std::nullopt, *unlocked.teller);
    return success(val::undefined());
  });
}

val archiveTake(int file, const val& sealed) {
  return withReading(file, [&](Unlocked& unlocked) {
    return tagged(sealed.isNull() ? unlocked.reading->takeEnd() : unlocked.reading->take(toBytes(sealed)));
  });
}

val archiveProceed(int file) {
  return withReading(file, [&](Unlocked& unlocked) {
    const auto more = unlocked.reading->proceed(kStep);
    if (!more) return failure(more.error());
    val proceeded = val::object();
    proceeded.set("more", *more);
    proceeded.set("told", unlocked.teller->fetch());
    return success(proceeded);
  });
}

val archiveTotals(int file) {
  return withReading(file, [&](Unlocked& unlocked) {
    const auto totals = unlocked.reading->totals();
    if (!totals) return failure(totals.error());
    const auto& reader = unlocked.reading->reader();
    Json json = archive::jsonOf(*totals);
    json["contents"] = nameOf(reader.contents().value_or(archive::Contents::file));
    json["isListed"] = reader.contents() != archive::Contents::file && reader.isListed();
    val answer = toVal(json);
    // What ends an archive that was made of the file's entries.
    if (const auto finished = unlocked.teller->finish(); !finished) return failure(finished.error());
    answer.set("told", unlocked.teller->fetch());
    return success(answer);
  });
}

void archiveRelease(int file) { files().erase(file); }

val bundleFrame(const std::string& manifest) {
  const auto frame = site::frameBundle(manifest);
  if (!frame) return failure(frame.error());
  val parts = val::object();
  parts.set("head", toUint8Array(frame->head));
  parts.set("tail", toUint8Array(frame->tail));
  return success(parts);
}

val bundleParts(const val& start) {
  const auto found = site::findBundle(toBytes(start));
  if (!found && found.error() == site::BundleStart::none) return success(val::null());
  val parts = val::object();
  if (!found) {
    parts.set("moreBytesNeeded", true);
    return success(parts);
  }
  parts.set("manifest", found->manifest);
  parts.set("offset", static_cast<double>(found->offset));
  parts.set("size", static_cast<double>(found->size));
  return success(parts);
}

std::map<int, site::RecordedCheck>& checks() {
  static std::map<int, site::RecordedCheck> table;
  return table;
}

val recordedBegin(const std::string& manifest) {
  const auto recorded = recordedIn(manifest);
  if (!recorded) return failure(recorded.error());
  static int last = 0;
  checks().emplace(++last, *recorded);
  return success(val(last));
}

void recordedPush(int check, const val& sealed) {
  if (const auto found = checks().find(check); found != checks().end()) found->second.push(toBytes(sealed));
}

val recordedFinish(int check) {
  const auto found = checks().find(check);
  if (found == checks().end()) {
    return failure({.code = ErrorCode::internalError, .message = "There is no such check."});
  }
  const auto finished = found->second.finish();
  checks().erase(found);
  return tagged(finished);
}

}  // namespace

EMSCRIPTEN_BINDINGS(site_archive) {
  emscripten::function("archiveUnlock", &archiveUnlock);
  emscripten::function("archiveBegin", &archiveBegin);
  emscripten::function("archiveTake", &archiveTake);
  emscripten::function("archiveProceed", &archiveProceed);
  emscripten::function("archiveTotals", &archiveTotals);
  emscripten::function("archiveRelease", &archiveRelease);
  emscripten::function("bundleFrame", &bundleFrame);
  emscripten::function("bundleParts", &bundleParts);
  emscripten::function("recordedBegin", &recordedBegin);
  emscripten::function("recordedPush", &recordedPush);
  emscripten::function("recordedFinish", &recordedFinish);
}

}  // namespace holdfast::bindings
