// Tar headers: ustar where its fields have room, a pax header before it where they have not.
#include <algorithm>
#include <string_view>

#include "archive/tar.h"

namespace holdfast::archive {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kNameField = 100;
constexpr std::uint64_t kLargestOctalSize = 077777777777;

/// Where the fields of a ustar header lie (POSIX.1-2001, pax, table 4-14).
struct Field {
  std::size_t offset;
  std::size_t size;
};
constexpr Field kName{0, 100}, kMode{100, 8}, kUser{108, 8}, kGroup{116, 8}, kSize{124, 12}, kModified{136, 12},
    kChecksum{148, 8}, kType{156, 1}, kLinkName{157, 100}, kMagic{257, 8};

class Block {
 public:
  explicit Block(Bytes& tar) : tar_(tar), start_(tar.size()) { tar.resize(start_ + kBlock); }

  void text(Field field, std::string_view value) {
    const auto begin = at(field);
    std::copy_n(value.begin(), std::min(value.size(), field.size), begin);
  }

  void octal(Field field, std::uint64_t value) {
    const auto begin = at(field);
    for (std::size_t digit = field.size - 1; digit-- > 0; value >>= 3) {
      *(begin + static_cast<std::ptrdiff_t>(digit)) = static_cast<std::uint8_t>('0' + (value & 7));
    }
  }

  /// The sum of all bytes, its own field counted as blanks.
  void seal() {
    text(kMagic, std::string_view("ustar\00000", 8));
    text(kChecksum, "        ");
    std::uint64_t sum = 0;
    const auto begin = at({0, kBlock});
    std::for_each_n(begin, kBlock, [&](std::uint8_t byte) { sum += byte; });
    octal({kChecksum.offset, 7}, sum);
    text({kChecksum.offset + 6, 2}, std::string_view("\0 ", 2));
  }

 private:
  Bytes::iterator at(Field field) const { return tar_.begin() + static_cast<std::ptrdiff_t>(start_ + field.offset); }

  Bytes& tar_;
  std::size_t start_;
};

/// One pax record, `<length> <key>=<value>\n`, the length counting its own digits.
std::string paxRecord(std::string_view key, std::string_view value) {
  const std::string rest = " " + std::string(key) + "=" + std::string(value) + "\n";
  std::size_t length = rest.size();
  while (std::to_string(length).size() + rest.size() != length) length = std::to_string(length).size() + rest.size();
  return std::to_string(length) + rest;
}

/// `seconds` and the nanoseconds after them as one decimal number, which may be negative.
std::string paxTime(std::int64_t seconds, std::uint32_t nanoseconds) {
  const bool isNegative = seconds < 0;
  std::int64_t whole = seconds;
  std::uint32_t fraction = nanoseconds;
  if (isNegative && nanoseconds > 0) {
    whole = seconds + 1;
    fraction = 1'000'000'000 - nanoseconds;
  }
  std::string digits = std::to_string(fraction);
  digits.insert(0, 9 - digits.size(), '0');
  return (isNegative ? "-" : "") + std::to_string(isNegative ? -whole : whole) + (fraction > 0 ? "." + digits : "");
}

std::string paxRecords(const Entry& entry, std::string_view path) {
  std::string records;
  if (path.size() > kNameField) records += paxRecord("path", path);
  if (entry.linkTarget.size() > kNameField) records += paxRecord("linkpath", entry.linkTarget);
  if (entry.size > kLargestOctalSize) records += paxRecord("size", std::to_string(entry.size));
  const bool fitsOctal =
      entry.modifiedSeconds >= 0 && static_cast<std::uint64_t>(entry.modifiedSeconds) <= kLargestOctalSize;
  if (!fitsOctal || entry.modifiedNanoseconds > 0) {
    records += paxRecord("mtime", paxTime(entry.modifiedSeconds, entry.modifiedNanoseconds));
  }
  return records;
}

void appendBlock(const Entry& entry, std::string_view path, char type, std::uint64_t size, Bytes& tar) {
  Block block(tar);
  block.text(kName, path);
  block.octal(kMode, entry.mode & 07777);
  block.octal(kUser, 0);
  block.octal(kGroup, 0);
  block.octal(kSize, std::min(size, kLargestOctalSize));
  block.octal(kModified,
              entry.modifiedSeconds < 0
                  ? 0
                  : std::min<std::uint64_t>(static_cast<std::uint64_t>(entry.modifiedSeconds), kLargestOctalSize));
  block.text(kType, std::string_view(&type, 1));
  if (type == '2') block.text(kLinkName, entry.linkTarget);
  block.seal();
}

}  // namespace

void appendTarHeader(const Entry& entry, Bytes& tar) {
  const std::string path = entry.kind == EntryKind::folder ? entry.path + "/" : entry.path;
  const std::string records = paxRecords(entry, path);
  if (!records.empty()) {
    appendBlock({.path = {}, .mode = 0644, .linkTarget = {}}, "PaxHeaders/entry", 'x', records.size(), tar);
    append(tar, bytesOf(records));
    appendTarPadding(records.size(), tar);
  }
  const char type = entry.kind == EntryKind::file ? '0' : entry.kind == EntryKind::folder ? '5' : '2';
  appendBlock(entry, path, type, entry.kind == EntryKind::file ? entry.size : 0, tar);
}

void appendTarPadding(std::uint64_t size, Bytes& tar) {
  const std::size_t used = static_cast<std::size_t>(size % kBlock);
  if (used > 0) tar.resize(tar.size() + kBlock - used);
}

void appendTarEnd(Bytes& tar) { tar.resize(tar.size() + 2 * kBlock); }

}  // namespace holdfast::archive
