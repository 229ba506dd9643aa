// Composes tar, zstd and age into the backup archive, and keeps and checks its sealed list.
#include "archive/backup_archive.h"

#include <limits>
#include <utility>

#include "base/hex.h"
#include "base/utf8.h"

namespace holdfast::archive {
namespace {

constexpr std::size_t kFilesPerBatch = 1000;
/// Tar bytes are gathered up to here before they are compressed.
constexpr std::size_t kTarBuffer = std::size_t{256} << 10;

/// One line of the list; a path that is not UTF-8 is written in hexadecimal.
Json listed(const Entry& entry, const crypto::Sha256Digest& digest) {
  const bool isText = isUtf8(entry.path);
  return {{isText ? "path" : "pathHex", isText ? entry.path : encodeHex(bytesOf(entry.path))},
          {"size", entry.size},
          {"sha256", encodeHex(digest)}};
}

Json toJson(const Totals& totals) {
  return {{"files", totals.files}, {"folders", totals.folders}, {"links", totals.links}, {"bytes", totals.bytes}};
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
  }
}

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
  batch_.push_back(listed(entry_, sha256_.finish()));
  if (batch_.size() < kFilesPerBatch) return {};
  return writeFrame({{"entries", std::exchange(batch_, Json::array())}}, sealed);
}

Result<void> BackupWriter::finish(Bytes& sealed) {
  appendTarEnd(tar_);
  if (auto written = writeFrame({{"entries", std::exchange(batch_, Json::array())}}, sealed); !written) return written;
  if (auto written = writeFrame({{"totals", toJson(totals_)}}, sealed); !written) return written;
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

/// Stands between tar and the caller's sink: hashes each file and compares it with the list when that comes.
class BackupReader::Checker final : public EntrySink, public FrameSink {
 public:
  explicit Checker(EntrySink& sink) : sink_(sink), tar_(*this) {}

  Result<void> data(ByteView plain) override { return tar_.push(plain); }

  Result<void> skippable(ByteView content) override {
    const auto list = parseJson(textOf(content));
    if (!list) return mismatch("its list is not well-formed JSON", {});
    if (const Json* const entries = member(*list, "entries"); entries != nullptr && entries->is_array()) {
      for (const Json& entry : *entries) {
        if (unlisted_.empty()) return mismatch("its list names a file that is not there", {});
        const auto [path, found] = std::move(unlisted_.front());
        unlisted_.pop_front();
        if (found != entry) return mismatch("a file is not as its list says", path);
      }
    }
    if (const Json* const totals = member(*list, "totals")) {
      if (*totals != toJson(totals_)) return mismatch("its totals do not fit what it holds", {});
      isTotalled_ = true;
    }
    return {};
  }

  Result<void> began(const Entry& entry) override {
    entry_ = entry;
    return sink_.began(entry);
  }

  Result<void> content(ByteView piece) override {
    sha256_.update(piece);
    return sink_.content(piece);
  }

  Result<void> ended() override {
    totals_.count(entry_);
    if (entry_.kind == EntryKind::file) unlisted_.emplace_back(entry_.path, listed(entry_, sha256_.finish()));
    if (unlisted_.size() > 2 * kFilesPerBatch) return mismatch("its list is missing", {});
    return sink_.ended();
  }

  const Totals& read() const { return totals_; }

  Result<Totals> finish() const {
    if (auto ended = tar_.finish(); !ended) return fail(ended);
    if (!isTotalled_ || !unlisted_.empty()) {
      return fail(ErrorCode::archiveCutOff, "the archive inside the file ends before its list does");
    }
    return totals_;
  }

 private:
  static std::unexpected<Error> mismatch(std::string_view what, const std::string& path) {
    return fail(ErrorCode::archiveMismatch, "the archive contradicts itself: " + std::string(what),
                replaceIllFormed(path));
  }

  EntrySink& sink_;
  TarReader tar_;
  Entry entry_;
  crypto::Sha256 sha256_;
  std::deque<std::pair<std::string, Json>> unlisted_;
  Totals totals_;
  bool isTotalled_ = false;
};

BackupReader::BackupReader(age::Opener opener, EntrySink& sink)
    : opener_(std::move(opener)), decompressor_(Decompressor::create()), checker_(std::make_unique<Checker>(sink)) {}

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
