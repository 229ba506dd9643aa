// The backup job, written from top to bottom over the questions of site/host.h.
#include "site/backup_job.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "archive/backup_archive.h"
#include "base/base64.h"
#include "base/hex.h"
#include "base/utf8.h"
#include "crypto/sha256.h"
#include "site/backup_writing.h"
#include "site/content_walk.h"

namespace holdfast::site {
namespace {

/// The stages of the API's backup that a tree of files has (API page status).
constexpr std::array<std::string_view, 4> kStages = {"Validation", "Stage Object store", "Stage system configuration",
                                                     "Post backup operation cleanup"};
constexpr std::uint32_t kPiece = 1U << 20;
/// Files up to this size are held whole, so that one that changes can be read again before it is written.
constexpr std::uint64_t kWholeFile = std::uint64_t{4} << 20;
constexpr int kTries = 3;

constexpr std::array<std::string_view, 7> kTextMembers = {"storeName", "backupName", "description", "scheduleType",
                                                          "siteName",  "release",    "namespace"};

std::string shown(const std::string& path) { return "\"" + replaceIllFormed(path) + "\""; }

archive::Entry entryOf(const std::string& path, const FileFacts& facts) {
  const auto kind = facts.kind == FileKind::file     ? archive::EntryKind::file
                    : facts.kind == FileKind::folder ? archive::EntryKind::folder
                                                     : archive::EntryKind::link;
  return {.path = path,
          .kind = kind,
          .size = kind == archive::EntryKind::file ? facts.size : 0,
          .mode = facts.mode,
          .modifiedSeconds = facts.modifiedSeconds,
          .modifiedNanoseconds = facts.modifiedNanoseconds,
          .linkTarget = facts.linkTarget};
}

class BackupJob final : public BackupWritingJob {
 public:
  BackupJob(Json input, SecretBytes passcode, Random& random)
      : BackupWritingJob(input, kStages), input_(std::move(input)), passcode_(std::move(passcode)), random_(random) {}

 private:
  Script<Result<std::string>> make() override {
    started_ = now();
    using Stage = Script<Result<void>> (BackupJob::*)();
    for (const Stage stage :
         {Stage(&BackupJob::countContent), Stage(&BackupJob::sealContent), Stage(&BackupJob::readBack)}) {
      if (auto begun = co_await beginStage(); !begun) co_return fail(begun);
      if (auto done = co_await (this->*stage)(); !done) co_return fail(done);
      progress_.endStage(now());
    }
    progress_.beginStage(now());
    const Json manifest = makeManifest();
    if (auto committed = co_await commit(manifest); !committed) co_return fail(committed);
    progress_.endStage(now());
    co_return writeJson({{"manifest", manifest},
                         {"state", progress_.hasWarnings() ? "completed_with_warnings" : "success"},
                         {"messages", progress_.messages()},
                         {"stages", progress_.stages()}});
  }

  // ---- Validation: the content is there, and how much it is ----

  Script<Result<void>> countContent() {
    auto root = co_await ask(ListContent{});
    if (!root) co_return fail(root);
    ContentWalk walk;
    walk.enter({}, std::move(*root));
    while (auto found = walk.next()) {
      if (found->facts.kind == FileKind::file) {
        ++progress_.filesTotal;
        progress_.bytesTotal += found->facts.size;
      }
      if (found->facts.kind != FileKind::folder) continue;
      auto listing = co_await ask(ListContent{found->path});
      if (listing) walk.enter(std::move(found->path), std::move(*listing));
      if (!listing && listing.error().code == ErrorCode::jobCancelled) co_return fail(listing);
    }
    co_return Result<void>();
  }

  // ---- Stage Object store: everything into the archive ----

  Script<Result<void>> sealContent() {
    if (auto created = co_await createArchive(); !created) co_return fail(created);
    auto writer = archive::BackupWriter::create(passcode_, workFactor(), random_, sealed_);
    passcode_ = {};
    if (!writer) co_return fail(writer);
    writer_.emplace(std::move(*writer));
    headerSize_ = sealed_.size();

    auto root = co_await ask(ListContent{});
    if (!root) co_return fail(root);
    ContentWalk walk;
    walk.enter({}, std::move(*root));
    while (auto found = walk.next()) {
      if (auto sealed = co_await sealEntry(*found); !sealed) co_return fail(sealed);
      if (found->facts.kind == FileKind::folder) {
        auto listing = co_await ask(ListContent{found->path});
        if (listing) {
          walk.enter(std::move(found->path), std::move(*listing));
        } else if (listing.error().code == ErrorCode::jobCancelled) {
          co_return fail(listing);
        } else {
          progress_.warn("The folder " + shown(found->path) + " could not be read; what it holds is left out. " +
                         listing.error().message);
        }
      }
      if (auto reported = co_await reportProgress(); !reported) co_return fail(reported);
    }
    if (auto finished = writer_->finish(sealed_); !finished) co_return fail(finished);
    if (auto flushed = co_await flush(0); !flushed) co_return fail(flushed);
    co_return co_await closeArchive();
  }

  Script<Result<void>> sealEntry(const ContentWalk::Found& found) {
    if (found.facts.kind == FileKind::other) {
      progress_.warn(shown(found.path) + " is neither file, folder nor symbolic link; it is left out.");
      co_return Result<void>();
    }
    if (found.facts.kind == FileKind::file) co_return co_await sealFile(found.path);
    if (auto begun = writer_->begin(entryOf(found.path, found.facts), sealed_); !begun) co_return fail(begun);
    if (auto ended = writer_->end(sealed_); !ended) co_return fail(ended);
    co_return co_await flush(kPiece);
  }

  Script<Result<void>> sealFile(std::string path) {
    Bytes whole;
    for (int attempt = 1;; ++attempt) {
      auto facts = co_await ask(OpenContent{path});
      if (!facts) co_return leaveOut(path, facts.error());
      if (facts->kind != FileKind::file) {
        progress_.warn(shown(path) + " is no longer a file; it is left out.");
        co_return Result<void>();
      }
      if (facts->size > kWholeFile) co_return co_await sealLargeFile(path, *facts);

      whole.clear();
      // One byte more than promised is asked for, to notice a file that grows.
      while (whole.size() <= facts->size) {
        auto piece = co_await ask(ReadContent{static_cast<std::uint32_t>(facts->size + 1 - whole.size())});
        if (!piece) co_return leaveOut(path, piece.error());
        if (piece->empty()) break;
        append(whole, *piece);
      }
      auto after = co_await ask(CloseContent{});
      if (!after) co_return leaveOut(path, after.error());
      const bool isWhole = *after == *facts && whole.size() == facts->size;
      if (!isWhole && attempt < kTries) continue;
      if (!isWhole)
        progress_.warn(shown(path) + " changed each time it was read; the backup holds it as it was read last.");
      facts->size = whole.size();
      if (auto begun = writer_->begin(entryOf(path, *facts), sealed_); !begun) co_return fail(begun);
      if (auto written = writer_->write(whole, sealed_); !written) co_return fail(written);
      if (auto ended = writer_->end(sealed_); !ended) co_return fail(ended);
      ++progress_.filesDone;
      progress_.bytesDone += whole.size();
      co_return co_await flush(kPiece);
    }
  }

  /// Streams the open file. Its size stands in the archive already, so what is missing is filled with zeros.
  Script<Result<void>> sealLargeFile(std::string path, FileFacts facts) {
    if (auto begun = writer_->begin(entryOf(path, facts), sealed_); !begun) co_return fail(begun);
    std::uint64_t left = facts.size;
    std::string fault;
    while (left > 0 && fault.empty()) {
      auto piece = co_await ask(ReadContent{static_cast<std::uint32_t>(std::min<std::uint64_t>(left, kPiece))});
      if (!piece && piece.error().code == ErrorCode::jobCancelled) co_return fail(piece);
      if (!piece) fault = "could not be read to its end: " + piece.error().message;
      if (piece && piece->empty()) fault = "became shorter while it was read.";
      if (!fault.empty()) break;
      if (auto written = writer_->write(*piece, sealed_); !written) co_return fail(written);
      left -= piece->size();
      progress_.bytesDone += piece->size();
      if (auto flushed = co_await flush(kPiece); !flushed) co_return fail(flushed);
      if (auto reported = co_await reportProgress(); !reported) co_return fail(reported);
    }
    for (const Bytes zeros(kPiece); left > 0;) {
      const auto filling = ByteView(zeros).first(static_cast<std::size_t>(std::min<std::uint64_t>(left, kPiece)));
      if (auto written = writer_->write(filling, sealed_); !written) co_return fail(written);
      left -= filling.size();
      if (auto flushed = co_await flush(kPiece); !flushed) co_return fail(flushed);
    }
    if (auto ended = writer_->end(sealed_); !ended) co_return fail(ended);
    ++progress_.filesDone;
    const auto after = co_await ask(CloseContent{});
    if (!after && after.error().code == ErrorCode::jobCancelled)
      co_return fail(after.error().code, after.error().message);
    if (fault.empty() && (!after || *after != facts)) fault = "changed while it was read.";
    if (!fault.empty()) progress_.warn("The backup does not hold " + shown(path) + " whole: it " + fault);
    co_return Result<void>();
  }

  /// A file that cannot be read does not end the job, being cancelled does.
  Result<void> leaveOut(const std::string& path, const Error& error) {
    if (error.code == ErrorCode::jobCancelled) return std::unexpected(error);
    progress_.warn("The file " + shown(path) + " could not be read; it is left out. " + error.message);
    return {};
  }

  /// Stores what is sealed once it is more than `atLeast` bytes.
  Script<Result<void>> flush(std::size_t atLeast) {
    if (sealed_.size() <= atLeast) co_return Result<void>();
    co_return co_await writeArchive(std::exchange(sealed_, {}));
  }

  // ---- Post backup operation cleanup: the manifest commits ----

  Json makeManifest() {
    const EpochMs completed = now();
    const ByteView header = ByteView(written_.first()).first(headerSize_);
    const std::string headerHash = encodeHex(crypto::sha256(header));
    const archive::Totals& totals = writer_->totals();
    const auto text = [&](std::string_view name) { return *textMember(input_, name); };
    return {{"backupName", text("backupName")},
            {"release", text("release")},
            {"siteName", text("siteName")},
            {"namespace", text("namespace")},
            {"description", text("description")},
            {"backupStore", text("storeName")},
            {"backupType", "FULL"},
            {"scheduleType", text("scheduleType")},
            {"retentionDate", integerMember(input_, "retentionDate").value_or(-1)},
            // Of the header's random salt and wrapped key: it tells files apart and says nothing of the passcode.
            {"encryptKey", headerHash},
            {"startTime", started_},
            {"completeTime", completed},
            {"status", "completed"},
            // A tree of files is an object store of one bucket; there are no databases.
            {"relationalStore", Json::array()},
            {"objectStore", Json::array({{{"metadata", ""},
                                          {"buckets", Json::array({"content"})},
                                          {"startTime", started_},
                                          {"endTime", completed},
                                          {"clusterID", ""},
                                          {"status", "completed"}}})},
            {"infrastructures", {{"startTime", started_}, {"endTime", completed}, {"status", "completed"}}},
            {"holdfast",
             {{"version", kManifestVersion},
              {"file", kArchiveFile},
              {"size", written_.size()},
              {"sha256", encodeHex(written_.sha256())},
              {"headerSize", headerSize_},
              {"headerSha256", headerHash},
              // For whoever checks the passcode beforehand, or mends an archive whose start is damaged.
              {"header", encodeBase64(header, Padding::required)},
              {"workFactor", workFactor()},
              {"files", totals.files},
              {"folders", totals.folders},
              {"links", totals.links},
              {"contentBytes", totals.bytes},
              {"warnings", progress_.warnings()}}}};
  }

  [[nodiscard]] int workFactor() const {
    return static_cast<int>(integerMember(input_, "workFactor").value_or(age::kDefaultWorkFactor));
  }

  Json input_;
  SecretBytes passcode_;
  Random& random_;
  std::optional<archive::BackupWriter> writer_;
  Bytes sealed_;
  std::size_t headerSize_ = 0;
  EpochMs started_ = 0;
};

}  // namespace

std::string backupFolder(std::string_view storeName, std::string_view backupName) {
  return "stores/" + std::string(storeName) + "/" + std::string(backupName);
}

Result<std::unique_ptr<HostedJob>> makeBackupJob(const Json& input, SecretBytes passcode, Random& random) {
  for (const std::string_view name : kTextMembers) {
    if (!textMember(input, name)) {
      return fail(ErrorCode::parameterRequired, "the backup job needs the text member " + std::string(name),
                  std::string(name));
    }
  }
  return std::make_unique<BackupJob>(input, std::move(passcode), random);
}

}  // namespace holdfast::site
