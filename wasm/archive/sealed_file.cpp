// Tells archives from other files by their first bytes, and passes each on to what reads it.
#include "archive/sealed_file.h"

#include <algorithm>
#include <utility>

namespace holdfast::archive {
namespace {

constexpr std::size_t kBlock = 512;
/// An archive of nothing is zeros: at least its two last blocks, at most GNU tar's record of twenty.
constexpr std::size_t kShortestEmpty = 2 * kBlock;
constexpr std::size_t kLongestEmpty = 20 * kBlock;

/// Whether the bytes may start zstd (RFC 8878 sections 3.1.1 and 3.1.2): its magic number, or a skippable frame's.
bool startsZstd(ByteView bytes) {
  if (bytes.size() < 4) return false;
  const bool isFrame = bytes[0] == 0x28 && bytes[1] == 0xb5 && bytes[2] == 0x2f && bytes[3] == 0xfd;
  return isFrame || ((bytes[0] & 0xf0) == 0x50 && bytes[1] == 0x2a && bytes[2] == 0x4d && bytes[3] == 0x18);
}

/// Whether what starts with `head` is tar; nothing where more is needed to tell. Nothing follows where `isWhole`.
std::optional<bool> isTar(ByteView head, bool isWhole) {
  if (std::ranges::all_of(head, [](std::uint8_t byte) { return byte == 0; })) {
    if (head.size() > kLongestEmpty) return false;
    return isWhole ? std::optional(head.size() >= kShortestEmpty && head.size() % kBlock == 0) : std::nullopt;
  }
  if (head.size() >= kBlock) return isTarHeader(head.first(kBlock));
  return isWhole ? std::optional(false) : std::nullopt;
}

}  // namespace

Result<void> SealedFileReader::Head::data(ByteView plain) {
  append(bytes, plain.first(std::min(plain.size(), kLongestEmpty + 1 - std::min(bytes.size(), kLongestEmpty + 1))));
  return {};
}

SealedFileReader::SealedFileReader(age::Opener opener, EntrySink& sink)
    : opener_(std::move(opener)),
      sink_(sink),
      checker_(sink, Origin::foreign),
      probe_(Decompressor::create()),
      decompressor_(Decompressor::create()) {}

Result<void> SealedFileReader::take(ByteView sealed) { return opener_.open(sealed, plain_); }

Result<void> SealedFileReader::takeEnd() {
  isAtEnd_ = true;
  return opener_.finish(plain_);
}

Result<bool> SealedFileReader::proceed(std::size_t most) {
  if (!contents_) lookInto();
  if (!contents_) return false;
  switch (*contents_) {
    case Contents::file: return proceedFile(most);
    case Contents::tar: return proceedTar(most);
    case Contents::compressedTar: break;
  }
  return proceedCompressed(most);
}

Result<Totals> SealedFileReader::totals() const {
  if (contents_ == Contents::file) return file_;
  if (contents_ == Contents::compressedTar) {
    if (auto ended = decompressor_->finish(); !ended) return fail(ended);
  }
  return checker_.finish();
}

/// Decides what the file holds, where what was taken tells.
void SealedFileReader::lookInto() {
  if (plain_.size() < 4 && !isAtEnd_) return;
  if (!startsZstd(plain_)) {
    const ByteView head = ByteView(plain_).first(std::min(plain_.size(), kLongestEmpty + 1));
    if (const auto tar = isTar(head, isAtEnd_)) contents_ = *tar ? Contents::tar : Contents::file;
    return;
  }
  ByteView rest = ByteView(plain_).subspan(probed_);
  const auto probed = probe_ ? probe_->pushSome(rest, head_, kLongestEmpty + 1) : Result<bool>(fail(probe_));
  probed_ = plain_.size() - rest.size();
  // What cannot be decompressed here is given out as it is.
  if (!probed || !decompressor_) contents_ = Contents::file;
  else if (const auto tar = isTar(head_.bytes, isAtEnd_ && !*probed))
    contents_ = *tar ? Contents::compressedTar : Contents::file;
  if (contents_) probe_ = fail(ErrorCode::internalError, "It is known what the file holds.");
}

/// Takes away what lies before `rest`, the end of what was taken. Answers whether there is more.
bool SealedFileReader::used(ByteView rest) {
  unpacked_ = plain_.size() - rest.size();
  if (!rest.empty()) return true;
  plain_.clear();
  unpacked_ = 0;
  return false;
}

Result<bool> SealedFileReader::proceedFile(std::size_t most) {
  if (!std::exchange(hasBegun_, true)) {
    if (auto began = sink_.began({.path = {}, .linkTarget = {}}); !began) return fail(began);
  }
  ByteView rest = ByteView(plain_).subspan(unpacked_);
  const ByteView piece = rest.first(std::min(most, rest.size()));
  file_.bytes += piece.size();
  if (!piece.empty()) {
    if (auto told = sink_.content(piece); !told) return fail(told);
  }
  if (used(rest.subspan(piece.size()))) return true;
  if (isAtEnd_ && !std::exchange(hasEnded_, true)) {
    file_.files = 1;
    if (auto ended = sink_.ended(); !ended) return fail(ended);
  }
  return false;
}

Result<bool> SealedFileReader::proceedTar(std::size_t most) {
  ByteView rest = ByteView(plain_).subspan(unpacked_);
  const ByteView piece = rest.first(std::min(most, rest.size()));
  if (auto read = checker_.data(piece); !read) return fail(read);
  return used(rest.subspan(piece.size()));
}

Result<bool> SealedFileReader::proceedCompressed(std::size_t most) {
  ByteView rest = ByteView(plain_).subspan(unpacked_);
  const auto hasMore = decompressor_->pushSome(rest, checker_, most);
  if (!hasMore) return hasMore;
  used(rest);
  return *hasMore;
}

}  // namespace holdfast::archive
