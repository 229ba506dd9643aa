// Reads tar streams piece by piece: ustar, pax headers and GNU long names.
#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "archive/tar.h"

namespace holdfast::archive {
namespace {

constexpr std::uint64_t kMaxExtension = std::uint64_t{1} << 20;

std::unexpected<Error> malformed(std::string_view what) {
  return fail(ErrorCode::archiveMalformed, "the archive inside the file is not well-formed tar: " + std::string(what));
}

std::string_view untilZero(std::string_view field) { return field.substr(0, field.find('\0')); }

/// An octal number with blanks around it, or GNU's base-256 form.
std::optional<std::uint64_t> number(std::string_view field) {
  if (!field.empty() && (static_cast<std::uint8_t>(field[0]) & 0x80) != 0) {
    std::uint64_t value = 0;
    for (const char byte : field.substr(field.size() - 8)) value = value << 8 | static_cast<std::uint8_t>(byte);
    return value;
  }
  field = untilZero(field);
  while (field.starts_with(' ')) field.remove_prefix(1);
  while (field.ends_with(' ')) field.remove_suffix(1);
  std::uint64_t value = 0;
  if (field.empty()) return value;
  const auto [stop, error] = std::from_chars(field.data(), field.data() + field.size(), value, 8);
  if (error != std::errc{} || stop != field.data() + field.size()) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> decimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

/// A pax time: seconds with an optional sign and fraction.
bool readTime(std::string_view text, Entry& entry) {
  const bool isNegative = text.starts_with('-');
  if (isNegative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const auto whole = decimal(text.substr(0, point));
  if (!whole || *whole > static_cast<std::uint64_t>(INT64_MAX) - 1) return false;
  std::uint32_t nanoseconds = 0;
  if (point != std::string_view::npos) {
    std::string digits(text.substr(point + 1, 9));
    digits.resize(9, '0');
    const auto fraction = decimal(digits);
    if (!fraction) return false;
    nanoseconds = static_cast<std::uint32_t>(*fraction);
  }
  entry.modifiedSeconds = static_cast<std::int64_t>(*whole);
  entry.modifiedNanoseconds = nanoseconds;
  if (isNegative) {
    entry.modifiedSeconds = -entry.modifiedSeconds - (nanoseconds > 0 ? 1 : 0);
    entry.modifiedNanoseconds = nanoseconds > 0 ? 1'000'000'000 - nanoseconds : 0;
  }
  return true;
}

}  // namespace

bool staysInside(std::string_view path) {
  if (path.empty() || path.starts_with('/') || path.find('\0') != std::string_view::npos) return false;
  while (true) {
    const std::size_t slash = path.find('/');
    if (path.substr(0, slash) == "..") return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

bool isTarHeader(ByteView block) {
  std::uint64_t sum = std::uint64_t{8} * ' ';
  for (std::size_t index = 0; index < block.size(); ++index) {
    if (index < 148 || index >= 156) sum += block[index];
  }
  return number(textOf(block).substr(148, 8)) == sum;
}

Result<void> TarReader::push(ByteView tar) {
  while (!tar.empty()) {
    if (state_ == State::end) return {};  // zeros up to the end of a record follow
    if (state_ == State::header) {
      const std::size_t taken = std::min(tar.size(), kBlock - filled_);
      std::copy_n(tar.begin(), taken, block_.begin() + static_cast<std::ptrdiff_t>(filled_));
      filled_ += taken;
      tar = tar.subspan(taken);
      if (filled_ < kBlock) return {};
      filled_ = 0;
      if (auto read = readHeader(); !read) return read;
      continue;
    }
    const std::uint64_t wanted = state_ == State::padding ? padding_ : left_;
    const ByteView piece = tar.first(static_cast<std::size_t>(std::min<std::uint64_t>(tar.size(), wanted)));
    tar = tar.subspan(piece.size());
    if (state_ == State::padding) {
      padding_ -= piece.size();
      if (padding_ == 0) state_ = State::header;
      continue;
    }
    left_ -= piece.size();
    if (state_ == State::extension) {
      extension_ += textOf(piece);
      if (left_ > 0) continue;
      if (auto read = readExtension(); !read) return read;
    } else {
      if (isTold_) {
        if (auto written = sink_->content(piece); !written) return written;
      }
      if (left_ > 0) continue;
      if (isTold_) {
        if (auto ended = sink_->ended(); !ended) return ended;
      }
    }
    state_ = padding_ > 0 ? State::padding : State::header;
  }
  return {};
}

Result<void> TarReader::finish() const {
  if (state_ == State::end) return {};
  return fail(ErrorCode::archiveCutOff, "the archive inside the file ends before its last block");
}

Result<void> TarReader::readHeader() {
  const std::string_view block = textOf(block_);
  if (block.find_first_not_of('\0') == std::string_view::npos) {
    if (++zeroBlocks_ == 2) state_ = State::end;
    return {};
  }
  if (zeroBlocks_ > 0) return malformed("an entry follows the end of the archive");
  if (!isTarHeader(block_)) return malformed("a header's checksum does not fit");
  const auto size = number(block.substr(124, 12));
  if (!size) return malformed("a size is no number");

  const char type = block[156];
  if (type == 'x' || type == 'g' || type == 'L' || type == 'K') {
    if (*size > kMaxExtension) return malformed("an extended header is longer than 1 MiB");
    extensionType_ = type;
    extension_.clear();
    left_ = *size;
    padding_ = static_cast<std::size_t>((kBlock - *size % kBlock) % kBlock);
    state_ = left_ > 0 ? State::extension : State::header;
    return {};
  }
  return beginEntry(type, *size);
}

Result<void> TarReader::readExtension() {
  if (extensionType_ == 'g') return {};  // of the archive as a whole: nothing there is needed
  if (extensionType_ != 'x') {
    overrides_[extensionType_ == 'L' ? "path" : "linkpath"] = untilZero(extension_);
    return {};
  }
  for (std::string_view rest = extension_; !rest.empty();) {
    const std::size_t blank = rest.find(' ');
    const auto stated = blank == std::string_view::npos ? std::nullopt : decimal(rest.substr(0, blank));
    const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(stated.value_or(0), rest.size() + 1));
    if (length <= blank + 2 || length > rest.size() || rest[length - 1] != '\n') {
      return malformed("a pax record's length does not fit");
    }
    const std::string_view record = rest.substr(blank + 1, length - blank - 2);
    const std::size_t equals = record.find('=');
    if (equals == std::string_view::npos) return malformed("a pax record has no value");
    overrides_[std::string(record.substr(0, equals))] = record.substr(equals + 1);
    rest.remove_prefix(length);
  }
  return {};
}

Result<void> TarReader::beginEntry(char type, std::uint64_t size) {
  const std::string_view block = textOf(block_);
  const auto overridden = [&](std::string_view key) {
    const auto found = overrides_.find(key);
    return found == overrides_.end() ? std::nullopt : std::optional<std::string_view>(found->second);
  };
  Entry entry;
  entry.path = untilZero(block.substr(0, 100));
  const std::string_view prefix = untilZero(block.substr(345, 155));
  if (block.substr(257, 6) == std::string_view("ustar\0", 6) && !prefix.empty())
    entry.path = std::string(prefix) + "/" + entry.path;
  if (const auto path = overridden("path")) entry.path = *path;
  entry.linkTarget = overridden("linkpath").value_or(untilZero(block.substr(157, 100)));

  const auto mode = number(block.substr(100, 8));
  const auto modified = number(block.substr(136, 12));
  if (!mode || !modified) return malformed("a mode or time is no number");
  entry.mode = static_cast<std::uint32_t>(*mode & 07777);
  entry.modifiedSeconds = static_cast<std::int64_t>(*modified);
  if (const auto time = overridden("mtime"); time && !readTime(*time, entry)) return malformed("a time is no number");
  if (const auto text = overridden("size")) {
    const auto value = decimal(*text);
    if (!value) return malformed("a size is no number");
    size = *value;
  }
  const bool isSparse = overridden("GNU.sparse.major") || overridden("GNU.sparse.size");
  overrides_.clear();

  // `7` is a file that lies in one piece, which nothing tells from another nowadays.
  const bool isFile = type == '0' || type == '\0' || (type == '7' && origin_ == Origin::foreign);
  if (type == '5' || (entry.path.ends_with('/') && isFile)) {
    entry.kind = EntryKind::folder;
  } else if (type == '2') {
    entry.kind = EntryKind::link;
  } else if (!isFile || isSparse) {
    entry.kind = EntryKind::other;
  }
  while (entry.path.ends_with('/')) entry.path.pop_back();
  while (entry.path.starts_with("./")) entry.path.erase(0, 2);
  if (entry.kind != EntryKind::link && type != '1') entry.linkTarget.clear();
  if (entry.kind == EntryKind::file) entry.size = size;
  return origin_ == Origin::own ? beginOwn(entry) : beginForeign(std::move(entry), type, size);
}

Result<void> TarReader::beginOwn(const Entry& entry) {
  if (entry.kind == EntryKind::other) return malformed("an entry is neither file, folder nor symbolic link");
  if (!staysInside(entry.path)) return malformed("a path leads out of the archive");
  if (auto began = sink_->began(entry); !began) return began;
  return pass(entry.size, true);
}

Result<void> TarReader::beginForeign(Entry entry, char type, std::uint64_t size) {
  // GNU tar's old sparse files may have further headers behind the first, which nothing here reads.
  if (type == 'S' && block_[482] != 0) return malformed("a sparse file has a map of more than one header");
  while (entry.path.starts_with('/')) entry.path.erase(0, 1);
  const bool isWholeTree = entry.path == "." || entry.path.empty();
  if (!isWholeTree && !staysInside(entry.path)) entry.kind = EntryKind::other;
  if (entry.kind == EntryKind::other) entry.size = 0;
  // Links, devices, folders and pipes have no content, whatever size their header names.
  const bool hasContent = std::string_view("123456").find(type) == std::string_view::npos;
  if (isWholeTree) return pass(hasContent ? size : 0, false);
  if (auto began = sink_->began(entry); !began) return began;
  if (entry.kind == EntryKind::file) return pass(size, true);
  if (auto ended = sink_->ended(); !ended) return ended;
  return pass(hasContent ? size : 0, false);
}

/// Passes over `size` bytes of content, telling the sink of them where it is told of the entry.
Result<void> TarReader::pass(std::uint64_t size, bool isTold) {
  isTold_ = isTold;
  left_ = size;
  padding_ = static_cast<std::size_t>((kBlock - left_ % kBlock) % kBlock);
  if (left_ > 0) {
    state_ = State::content;
    return {};
  }
  return isTold ? sink_->ended() : Result<void>();
}

}  // namespace holdfast::archive
