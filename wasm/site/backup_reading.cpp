// The reading of a backup, written from top to bottom over the questions of site/host.h.
#include "site/backup_reading.h"

#include <algorithm>
#include <utility>

#include "base/hex.h"
#include "site/backup_job.h"

namespace holdfast::site {
namespace {

constexpr std::uint32_t kPiece = 1U << 20;
constexpr std::uint32_t kLargestManifest = 1U << 20;
/// How much is unpacked before what became of it is stored.
constexpr std::size_t kStep = std::size_t{1} << 20;

std::unexpected<Error> unreadableManifest(std::string_view what) {
  return fail(ErrorCode::fileChanged,
              "The backup's manifest " + std::string(kManifestFile) +
                  " is not as it was written: " + std::string(what) + ". Use another copy of the backup.",
              std::string(kManifestFile));
}

Result<crypto::Sha256Digest> digestMember(const Json& object, std::string_view name) {
  const auto bytes = decodeHex(textMember(object, name).value_or(""));
  crypto::Sha256Digest digest;
  if (!bytes || bytes->size() != digest.size()) return unreadableManifest("it lacks holdfast." + std::string(name));
  std::ranges::copy(*bytes, digest.begin());
  return digest;
}

Result<RecordedArchive> readManifest(ByteView bytes) {
  const auto manifest = parseJson(textOf(bytes));
  if (!manifest) return unreadableManifest(manifest.error().message);
  return recordedArchive(*manifest);
}

}  // namespace

bool isOfArchive(const Error& error) {
  const ErrorKind kind = entryOf(error.code).kind;
  return kind == ErrorKind::file || kind == ErrorKind::passcode;
}

Result<RecordedArchive> recordedArchive(const Json& manifest) {
  const Json* const own = member(manifest, "holdfast");
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
  return RecordedArchive{.size = count("size"),
                         .headerSize = static_cast<std::uint32_t>(count("headerSize")),
                         .sha256 = *sha256,
                         .headerSha256 = *headerSha256,
                         .totals = {.files = count("files"),
                                    .folders = count("folders"),
                                    .links = count("links"),
                                    .bytes = count("contentBytes")}};
}

StoredBackupJob::StoredBackupJob(const Json& input)
    : folder_(backupFolder(*textMember(input, "storeName"), *textMember(input, "backupName"))),
      archive_(folder_ + "/" + std::string(kArchiveFile)) {}

Script<Result<Bytes>> StoredBackupJob::readHeader() {
  const auto manifest = co_await ask(ReadData{folder_ + "/" + std::string(kManifestFile), 0, kLargestManifest});
  if (!manifest) co_return std::unexpected(manifest.error());
  const auto recorded = readManifest(*manifest);
  if (!recorded) co_return std::unexpected(recorded.error());
  recorded_ = *recorded;
  co_return co_await ask(ReadData{archive_, 0, recorded_.headerSize});
}

age::FileFacts StoredBackupJob::headerFacts() const {
  return {.isWhole = true, .headerSha256 = recorded_.headerSha256};
}

BackupReadingJob::BackupReadingJob(const Json& input, SecretBytes fileKey, std::span<const std::string_view> stages)
    : StoredBackupJob(input), progress_(stages), fileKey_(std::move(fileKey)) {}

Script<Result<void>> BackupReadingJob::checkHeader() {
  auto header = co_await readHeader();
  if (!header) co_return fail(header);
  progress_.filesTotal = recorded_.totals.files;
  progress_.bytesTotal = recorded_.size;
  if (auto checked = age::checkFileKey(*header, fileKey_, headerFacts()); !checked) co_return fail(checked);
  co_return Result<void>();
}

Script<Result<void>> BackupReadingJob::readArchive(Reading how) {
  if (how == Reading::chunks) {
    opener_.emplace(age::Opener::withFileKey(std::move(fileKey_)));
  } else {
    archive::EntrySink& sink = how == Reading::staged ? static_cast<archive::EntrySink&>(staging_) : unkept_;
    reader_.emplace(age::Opener::withFileKey(std::move(fileKey_)), sink);
  }

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
    if (!fault) {
      if (auto taken = co_await take(*piece); !taken) fault = std::move(taken.error());
    }
    if (fault && !isOfArchive(*fault)) co_return std::unexpected(*fault);
    progress_.bytesDone = offset;
    if (reader_ && !fault) progress_.filesDone = reader_->read().files;
    if (progress_.isReportDue(now())) {
      if (auto reported = co_await ask(Report{writeJson(progress_.report())}); !reported) co_return fail(reported);
    }
  }
  if (!fault) {
    if (auto ended = co_await takeEnd(); !ended) fault = std::move(ended.error());
  }
  if (fault && !isOfArchive(*fault)) co_return std::unexpected(*fault);
  const auto found = sha256.finish();
  if (fault) co_return std::unexpected(age::judgeFailure(std::move(*fault), recorded_.sha256, found));
  if (offset != recorded_.size || found != recorded_.sha256) {
    co_return changed("its size or SHA-256 is another than its manifest records");
  }
  co_return Result<void>();
}

Script<Result<void>> BackupReadingJob::take(ByteView sealed) {
  if (opener_) {
    plain_.clear();
    co_return opener_->open(sealed, plain_);
  }
  if (auto taken = reader_->take(sealed); !taken) co_return taken;
  co_return co_await proceed();
}

Script<Result<void>> BackupReadingJob::takeEnd() {
  if (opener_) co_return opener_->finish(plain_);
  if (auto taken = reader_->takeEnd(); !taken) co_return taken;
  if (auto proceeded = co_await proceed(); !proceeded) co_return proceeded;
  const auto found = reader_->totals();
  if (!found) co_return std::unexpected(found.error());
  if (*found != recorded_.totals) {
    co_return changed("it holds another number of files or bytes than its manifest records");
  }
  progress_.filesDone = found->files;
  staging_.finish();
  co_return co_await proceed();
}

/// Unpacks what was taken, and stores what became of it, step by step.
Script<Result<void>> BackupReadingJob::proceed() {
  bool hasMore = true;
  while (hasMore) {
    const auto proceeded = reader_->proceed(kStep);
    if (!proceeded) co_return std::unexpected(proceeded.error());
    hasMore = *proceeded;
    for (; !staging_.calls.empty(); staging_.calls.pop_front()) {
      if (auto staged = co_await askFor<Done>(std::move(staging_.calls.front())); !staged) co_return fail(staged);
    }
  }
  co_return Result<void>();
}

Script<Result<void>> BackupReadingJob::beginStage(Json more) {
  progress_.beginStage(now());
  Json report = progress_.report();
  report.update(more);
  if (auto reported = co_await ask(Report{writeJson(report)}); !reported) co_return fail(reported);
  co_return Result<void>();
}

Json BackupReadingJob::totals() const {
  return {{"files", recorded_.totals.files},
          {"folders", recorded_.totals.folders},
          {"links", recorded_.totals.links},
          {"contentBytes", recorded_.totals.bytes}};
}

std::unexpected<Error> BackupReadingJob::changed(std::string_view what) const {
  return fail(ErrorCode::fileChanged,
              "The archive is not the one that was written: " + std::string(what) + ". Use another copy of the backup.",
              archive_);
}

Result<void> checkReadingInput(const Json& input) {
  for (const std::string_view name : {"storeName", "backupName"}) {
    if (!textMember(input, name)) {
      return fail(ErrorCode::parameterRequired, "The job needs the text member " + std::string(name) + ".",
                  std::string(name));
    }
  }
  return {};
}

}  // namespace holdfast::site
