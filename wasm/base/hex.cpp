// Hexadecimal text, both ways.
#include "base/hex.h"

#include <charconv>

namespace holdfast {

std::string encodeHex(ByteView bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 0xf];
  }
  return text;
}

Result<Bytes> decodeHex(std::string_view text) {
  if (text.size() % 2 != 0) return fail(ErrorCode::parameterEncoding, "hexadecimal text has an odd number of digits");
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (; !text.empty(); text.remove_prefix(2)) {
    std::uint8_t byte = 0;
    const char* const end = text.data() + 2;
    const auto [stop, error] = std::from_chars(text.data(), end, byte, 16);
    if (error != std::errc{} || stop != end) {
      return fail(ErrorCode::parameterEncoding, "hexadecimal text holds a character that is no digit");
    }
    bytes.push_back(byte);
  }
  return bytes;
}

}  // namespace holdfast
