// Well-formed UTF-8, byte by byte as RFC 3629 section 4 has its grammar.
#include "base/utf8.h"

#include <cstdint>

namespace holdfast {

std::optional<char32_t> takeCodePoint(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const auto byteAt = [&](std::size_t index) { return static_cast<std::uint8_t>(text[index]); };
  const std::uint8_t lead = byteAt(0);
  std::size_t length = 0;
  char32_t smallest = 0;
  char32_t point = 0;
  if (lead < 0x80) {
    length = 1;
    point = lead;
  } else if ((lead & 0xe0) == 0xc0) {
    length = 2;
    smallest = 0x80;
    point = lead & 0x1f;
  } else if ((lead & 0xf0) == 0xe0) {
    length = 3;
    smallest = 0x800;
    point = lead & 0x0f;
  } else if ((lead & 0xf8) == 0xf0) {
    length = 4;
    smallest = 0x10000;
    point = lead & 0x07;
  } else {
    return std::nullopt;
  }
  if (text.size() < length) return std::nullopt;
  for (std::size_t index = 1; index < length; ++index) {
    if ((byteAt(index) & 0xc0) != 0x80) return std::nullopt;
    point = point << 6 | (byteAt(index) & 0x3f);
  }
  const bool isSurrogate = point >= 0xd800 && point <= 0xdfff;
  if (point < smallest || point > 0x10ffff || isSurrogate) return std::nullopt;
  text.remove_prefix(length);
  return point;
}

bool isUtf8(std::string_view text) {
  while (!text.empty()) {
    if (!takeCodePoint(text)) return false;
  }
  return true;
}

std::size_t countCodePoints(std::string_view text) {
  std::size_t count = 0;
  for (const char byte : text) {
    if ((static_cast<std::uint8_t>(byte) & 0xc0) != 0x80) ++count;
  }
  return count;
}

std::string replaceIllFormed(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    std::string_view rest = text;
    if (takeCodePoint(rest)) {
      result += text.substr(0, text.size() - rest.size());
      text = rest;
    } else {
      result += "\xef\xbf\xbd";
      text.remove_prefix(1);
    }
  }
  return result;
}

}  // namespace holdfast
