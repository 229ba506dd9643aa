// The verify job, written from top to bottom over the questions of site/host.h.
#include "site/verify_job.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "age/age.h"
#include "archive/backup_archive.h"
#include "base/hex.h"
#include "crypto/sha256.h"
#include "site/backup_job.h"
#include "site/job_progress.h"
#include "site/script.h"

namespace holdfast::site {
namespace {

constexpr std::array<std::string_view, 2> kStages = {"Check header and passcode", "Read the archive"};
constexpr std::uint32_t kPiece = 1U << 20;
constexpr std::uint32_t kLargestManifest = 1U << 20;

/// What the manifest recorded of the archive when it was written.
struct Recorded {
  std::uint64_t size = 0;
  std::uint32_t headerSize = 0;
  crypto::Sha256Digest sha256 = {};
  crypto::Sha256Digest headerSha256 = {};
  archive::Totals totals;
};

std::unexpected<Error> unreadableManifest(std::string_view what) {
  return fail(ErrorCode::fileChanged,
              "The backup's manifest " + std::string(kManifestFile) +
                  " is not as it was written: " + std::string(what) + ". Verify another copy of the backup.",
              std::string(kManifestFile));
}

Result<crypto::Sha256Digest> digestMember(const Json& object, std::string_view name) {
  const auto bytes = decodeHex(textMember(object, name).value_or(""));
  crypto::Sha256Digest digest;
  if (!bytes || bytes->size() != digest.size()) return unreadableManifest("it lacks holdfast." + std::string(name));
  std::ranges::copy(*bytes, digest.begin());
  return digest;
}

Result<Recorded> readManifest(ByteView bytes) {
  const auto manifest = parseJson(textOf(bytes));
  if (!manifest) return unreadableManifest(manifest.error().message);
  const Json* const own = member(*manifest, "holdfast");
  if (own == nullptr) return unreadableManifest("it lacks the member holdfast");
  const auto count = [&](std::string_view name) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, integerMember(*own, name).value_or(0)));
  };
  const auto sha256 = digestMember(*own, "sha256");
  if (!sha256) return std::unexpected(sha256.error());
  const auto headerSha256 = digestMember(*own, "headerSha256");
  if (!headerSha256) return std::unexpected(headerSha256.error());
  if (count("headerSize") == 0 || count("headerSize") > kPiece)
    return unreadableManifest("it lacks holdfast.headerSize");
  return Recorded{.size = count("size"),
                  .headerSize = static_cast<std::uint32_t>(count("headerSize")),
                  .sha256 = *sha256,
                  .headerSha256 = *headerSha256,
                  .totals = {.files = count("files"),
                             .folders = count("folders"),
                             .links = count("links"),
                             .bytes = count("contentBytes")}};
}

/// Takes the entries of an archive that need only be read.
struct Unkept final : archive::EntrySink {
  explicit Unkept(JobProgress& shown) : progress(shown) {}
  Result<void> began(const archive::Entry& entry) override {
    isFile = entry.kind == archive::EntryKind::file;
    return {};
  }
  Result<void> content(ByteView) override { return {}; }
  Result<void> ended() override {
    if (isFile) ++progress.filesDone;
    return {};
  }
  JobProgress& progress;
  bool isFile = false;
};

class VerifyJob final : public ScriptedJob {
 public:
  VerifyJob(const Json& input, SecretBytes passcode, VerifyLevel level)
      : folder_(backupFolder(*textMember(input, "storeName"), *textMember(input, "backupName"))),
        archive_(folder_ + "/" + std::string(kArchiveFile)),
        passcode_(std::move(passcode)),
        level_(level) {}

 private:
  Script<Result<std::string>> run() override {
    progress_.beginStage(now());
    if (auto reported = co_await ask(Report{writeJson(progress_.report())}); !reported) co_return fail(reported);
    if (auto checked = co_await checkHeader(); !checked) co_return fail(checked);
    progress_.endStage(now());
    if (level_ > VerifyLevel::passcode) {
      progress_.beginStage(now());
      if (auto read = co_await readArchive(); !read) co_return fail(read);
      progress_.endStage(now());
    }
    Json result = {{"state", "success"}, {"level", static_cast<int>(level_)}, {"verified", now()}};
    if (level_ >= VerifyLevel::files) {
      result["files"] = recorded_.totals.files;
      result["folders"] = recorded_.totals.folders;
      result["links"] = recorded_.totals.links;
      result["contentBytes"] = recorded_.totals.bytes;
    }
    result["messages"] = progress_.messages();
    result["stages"] = progress_.stages();
    co_return writeJson(result);
  }

  Script<Result<void>> checkHeader() {
    const auto manifest = co_await ask(ReadData{folder_ + "/" + std::string(kManifestFile), 0, kLargestManifest});
    if (!manifest) co_return std::unexpected(manifest.error());
    const auto recorded = readManifest(*manifest);
    if (!recorded) co_return std::unexpected(recorded.error());
    recorded_ = *recorded;
    progress_.filesTotal = recorded_.totals.files;
    progress_.bytesTotal = recorded_.size;

    const auto start = co_await ask(ReadData{archive_, 0, recorded_.headerSize});
    if (!start) co_return std::unexpected(start.error());
    const auto found = crypto::sha256(*start);
    auto checked = age::checkPasscode(*start, passcode_);
    if (!checked)
      co_return std::unexpected(age::judgeFailure(std::move(checked.error()), recorded_.headerSha256, found));
    if (found != recorded_.headerSha256) co_return changed("its header has another SHA-256 than its manifest records");
    co_return Result<void>();
  }

  Script<Result<void>> readArchive() {
    if (level_ == VerifyLevel::chunks) opener_.emplace(std::move(passcode_));
    else reader_.emplace(age::Opener(std::move(passcode_)), unkept_);

    crypto::Sha256 sha256;
    std::optional<Error> fault;
    std::uint64_t offset = 0;
    while (true) {
      const auto piece = co_await ask(ReadData{archive_, offset, kPiece});
      if (!piece) co_return std::unexpected(piece.error());
      if (piece->empty()) break;
      offset += piece->size();
      sha256.update(*piece);
      // Reading goes on after a fault: whether the file as a whole is another one decides what the fault means.
      if (auto read = fault ? Result<void>() : push(*piece); !read) fault = std::move(read.error());
      progress_.bytesDone = offset;
      if (progress_.isReportDue(now())) {
        if (auto reported = co_await ask(Report{writeJson(progress_.report())}); !reported) co_return fail(reported);
      }
    }
    if (auto finished = fault ? Result<void>() : finish(); !finished) fault = std::move(finished.error());
    const auto found = sha256.finish();
    if (fault) co_return std::unexpected(age::judgeFailure(std::move(*fault), recorded_.sha256, found));
    if (offset != recorded_.size || found != recorded_.sha256) {
      co_return changed("its size or SHA-256 is another than its manifest records");
    }
    co_return Result<void>();
  }

  Result<void> push(ByteView sealed) {
    if (reader_) return reader_->push(sealed);
    plain_.clear();
    return opener_->open(sealed, plain_);
  }

  Result<void> finish() {
    if (!reader_) return opener_->finish(plain_);
    const auto totals = reader_->finish();
    if (!totals) return std::unexpected(totals.error());
    if (*totals != recorded_.totals)
      return changed("it holds another number of files or bytes than its manifest records");
    return {};
  }

  [[nodiscard]] std::unexpected<Error> changed(std::string_view what) const {
    return fail(
        ErrorCode::fileChanged,
        "The archive is not the one that was written: " + std::string(what) + ". Use another copy of the backup.",
        archive_);
  }

  std::string folder_;
  std::string archive_;
  SecretBytes passcode_;
  VerifyLevel level_;
  JobProgress progress_{kStages};
  Recorded recorded_;
  Unkept unkept_{progress_};
  std::optional<age::Opener> opener_;
  std::optional<archive::BackupReader> reader_;
  Bytes plain_;
};

}  // namespace

Result<std::unique_ptr<HostedJob>> makeVerifyJob(const Json& input, SecretBytes passcode) {
  for (const std::string_view name : {"storeName", "backupName"}) {
    if (!textMember(input, name)) {
      return fail(ErrorCode::parameterRequired, "The verify job needs the text member " + std::string(name) + ".",
                  std::string(name));
    }
  }
  const std::int64_t level = integerMember(input, "level").value_or(static_cast<int>(VerifyLevel::files));
  if (level < 1 || level > 3) {
    return fail(ErrorCode::parameterRange, "The level of a verification is 1, 2 or 3.", "level");
  }
  return std::make_unique<VerifyJob>(input, std::move(passcode), static_cast<VerifyLevel>(level));
}

}  // namespace holdfast::site
