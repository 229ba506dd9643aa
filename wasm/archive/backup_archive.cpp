// Composes tar, zstd and age into the backup archive, and keeps its sealed list.
#include "archive/backup_archive.h"

#include <limits>
#include <utility>

namespace holdfast::archive {
namespace {

/// Tar bytes are gathered up to here before they are compressed.
constexpr std::size_t kTarBuffer = std::size_t{256} << 10;

}  // namespace

// ---- writing ----

BackupWriter::BackupWriter(age::Sealer sealer, Compressor compressor)
    : sealer_(std::move(sealer)), compressor_(std::move(compressor)) {}

Result<BackupWriter> BackupWriter::create(const SecretBytes& passcode, int workFactor, Random& random, Bytes& sealed) {
  auto sealer = age::Sealer::create(passcode, workFactor, random);
  if (!sealer) return fail(sealer);
  auto compressor = Compressor::create();
  if (!compressor) return fail(compressor);
  append(sealed, sealer->header());
  return BackupWriter(std::move(*sealer), std::move(*compressor));
}

Result<void> BackupWriter::begin(const Entry& entry, Bytes& sealed) {
  entry_ = entry;
  appendTarHeader(entry, tar_);
  return tar_.size() < kTarBuffer ? Result<void>() : compressTar(sealed);
}

Result<void> BackupWriter::write(ByteView content, Bytes& sealed) {
  sha256_.update(content);
  if (tar_.size() + content.size() < kTarBuffer) {
    append(tar_, content);
    return {};
  }
  if (auto compressed = compressTar(sealed); !compressed) return compressed;
  if (auto compressed = compressor_.push(content, compressed_); !compressed) return compressed;
  auto result = sealer_.seal(compressed_, sealed);
  compressed_.clear();
  return result;
}

Result<void> BackupWriter::end(Bytes& sealed) {
  totals_.count(entry_);
  if (entry_.kind != EntryKind::file) return {};
  appendTarPadding(entry_.size, tar_);
  batch_.push_back(listEntry(entry_, sha256_.finish()));
  if (batch_.size() < kFilesPerFrame) return {};
  return writeFrame({{"entries", std::exchange(batch_, Json::array())}}, sealed);
}

Result<void> BackupWriter::finish(Bytes& sealed) {
  appendTarEnd(tar_);
  if (auto written = writeFrame({{"entries", std::exchange(batch_, Json::array())}}, sealed); !written) return written;
  if (auto written = writeFrame({{"totals", jsonOf(totals_)}}, sealed); !written) return written;
  return sealer_.finish(sealed);
}

Result<void> BackupWriter::compressTar(Bytes& sealed) {
  if (auto compressed = compressor_.push(tar_, compressed_); !compressed) return compressed;
  tar_.clear();
  auto result = sealer_.seal(compressed_, sealed);
  compressed_.clear();
  return result;
}

Result<void> BackupWriter::writeFrame(const Json& content, Bytes& sealed) {
  if (!tar_.empty()) {
    if (auto compressed = compressTar(sealed); !compressed) return compressed;
  }
  if (auto ended = compressor_.endFrame(compressed_); !ended) return ended;
  appendSkippableFrame(bytesOf(writeJson(content)), compressed_);
  auto result = sealer_.seal(compressed_, sealed);
  compressed_.clear();
  return result;
}

// ---- reading ----

BackupReader::BackupReader(age::Opener opener, EntrySink& sink)
    : opener_(std::move(opener)),
      decompressor_(Decompressor::create()),
      checker_(std::make_unique<ListChecker>(sink)) {}

BackupReader::~BackupReader() = default;

Result<void> BackupReader::push(ByteView sealed) {
  if (auto taken = take(sealed); !taken) return taken;
  const auto read = proceed(std::numeric_limits<std::size_t>::max());
  return read ? Result<void>() : std::unexpected(read.error());
}

Result<Totals> BackupReader::finish() {
  if (auto taken = takeEnd(); !taken) return fail(taken);
  if (auto read = proceed(std::numeric_limits<std::size_t>::max()); !read) return fail(read);
  return totals();
}

Result<void> BackupReader::take(ByteView sealed) { return opener_.open(sealed, plain_); }

Result<void> BackupReader::takeEnd() { return opener_.finish(plain_); }

Result<bool> BackupReader::proceed(std::size_t most) {
  if (!decompressor_) return fail(decompressor_);
  ByteView rest = ByteView(plain_).subspan(unpacked_);
  const auto hasMore = decompressor_->pushSome(rest, *checker_, most);
  unpacked_ = plain_.size() - rest.size();
  if (hasMore && !*hasMore) {
    plain_.clear();
    unpacked_ = 0;
  }
  return hasMore;
}

Result<Totals> BackupReader::totals() const {
  if (!decompressor_) return std::unexpected(decompressor_.error());
  if (auto ended = decompressor_->finish(); !ended) return fail(ended);
  return checker_->finish();
}

const Totals& BackupReader::read() const { return checker_->read(); }

}  // namespace holdfast::archive
