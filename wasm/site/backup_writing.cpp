// The steps of writing a backup, as questions of site/host.h.
#include "site/backup_writing.h"

#include <algorithm>
#include <utility>

#include "site/backup_job.h"
#include "site/stored_json.h"

namespace holdfast::site {
namespace {

/// How much is compared at either end when the archive is read back: the header and more than a chunk.
constexpr std::size_t kReadBack = std::size_t{128} << 10;

}  // namespace

void ArchiveDigest::add(ByteView bytes) {
  sha256_.update(bytes);
  size_ += bytes.size();
  append(first_, bytes.first(std::min(bytes.size(), kReadBack - first_.size())));
  append(last_, bytes.last(std::min(bytes.size(), kReadBack)));
  if (last_.size() > kReadBack) last_.erase(last_.begin(), last_.end() - static_cast<std::ptrdiff_t>(kReadBack));
}

BackupWritingJob::BackupWritingJob(const Json& input, std::span<const std::string_view> stages)
    : progress_(stages),
      folder_(backupFolder(*textMember(input, "storeName"), *textMember(input, "backupName"))),
      archive_(folder_ + "/" + std::string(kArchiveFile)) {}

Script<Result<std::string>> BackupWritingJob::run() {
  auto result = co_await make();
  if (result) co_return std::move(result);
  stopListening();
  const auto removed = co_await ask(RemoveData{folder_});
  if (!removed) {
    result.error().details.push_back("The half-made backup could not be removed either: " + removed.error().message);
  }
  co_return std::move(result);
}

Script<Result<void>> BackupWritingJob::beginStage() {
  progress_.beginStage(now());
  if (auto reported = co_await ask(Report{writeJson(progress_.report())}); !reported) co_return fail(reported);
  co_return Result<void>();
}

Script<Result<void>> BackupWritingJob::reportProgress() {
  if (!progress_.isReportDue(now())) co_return Result<void>();
  if (auto reported = co_await ask(Report{writeJson(progress_.report())}); !reported) co_return fail(reported);
  co_return Result<void>();
}

Script<Result<void>> BackupWritingJob::createArchive() {
  if (auto created = co_await ask(CreateData{archive_}); !created) co_return fail(created);
  co_return Result<void>();
}

Script<Result<void>> BackupWritingJob::writeArchive(Bytes sealed) {
  written_.add(sealed);
  if (auto stored = co_await ask(AppendData{std::move(sealed)}); !stored) co_return fail(stored);
  co_return Result<void>();
}

Script<Result<void>> BackupWritingJob::closeArchive() {
  if (auto closed = co_await ask(CloseData{}); !closed) co_return fail(closed);
  co_return Result<void>();
}

Script<Result<void>> BackupWritingJob::readBack() {
  const std::uint64_t size = written_.size();
  auto first = co_await ask(ReadData{archive_, 0, static_cast<std::uint32_t>(written_.first().size())});
  if (!first) co_return fail(first);
  // One byte more, to notice a file that is longer than what was written.
  auto last = co_await ask(
      ReadData{archive_, size - written_.last().size(), static_cast<std::uint32_t>(written_.last().size() + 1)});
  if (!last) co_return fail(last);
  if (*first != written_.first() || *last != written_.last()) {
    co_return fail(ErrorCode::storageFailed,
                   "the archive read back from the store is not what was written: the store's disk cannot be relied on",
                   archive_);
  }
  co_return Result<void>();
}

Script<Result<void>> BackupWritingJob::commit(const Json& manifest) {
  stopListening();
  auto written = co_await askFor<Done>(replaceJson(folder_ + "/" + std::string(kManifestFile), manifest));
  if (!written) co_return fail(written);
  co_return Result<void>();
}

}  // namespace holdfast::site
