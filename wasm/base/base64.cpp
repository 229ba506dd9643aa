// Strict, canonical base64; one table for both directions.
#include "base/base64.h"

#include <array>

namespace holdfast {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kOutside = 0xff;

constexpr std::array<std::uint8_t, 256> kValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kOutside);
  for (std::size_t value = 0; value < kAlphabet.size(); ++value) {
    values[static_cast<std::uint8_t>(kAlphabet[value])] = static_cast<std::uint8_t>(value);
  }
  return values;
}();

}  // namespace

std::string encodeBase64(ByteView bytes, Padding padding) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const std::uint8_t byte : bytes) {
    bits = bits << 8 | byte;
    held += 8;
    while (held >= 6) {
      held -= 6;
      text += kAlphabet[bits >> held & 0x3f];
    }
  }
  if (held > 0) text += kAlphabet[bits << (6 - held) & 0x3f];
  while (padding == Padding::required && text.size() % 4 != 0) text += '=';
  return text;
}

Result<Bytes> decodeBase64(std::string_view text, Padding padding) {
  std::string_view digits = text;
  if (padding == Padding::required) {
    if (text.size() % 4 != 0) return fail(ErrorCode::parameterEncoding, "base64 text must be padded to groups of four");
    for (int most = 2; most > 0 && digits.ends_with('='); --most) digits.remove_suffix(1);
  }
  if (digits.size() % 4 == 1) return fail(ErrorCode::parameterEncoding, "base64 text ends inside a byte");

  Bytes bytes;
  bytes.reserve(digits.size() * 3 / 4);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char digit : digits) {
    const std::uint8_t value = kValues[static_cast<std::uint8_t>(digit)];
    if (value == kOutside)
      return fail(ErrorCode::parameterEncoding, "base64 text holds a character outside its alphabet");
    bits = bits << 6 | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes.push_back(static_cast<std::uint8_t>(bits >> held));
    }
  }
  if ((bits & ((1U << held) - 1)) != 0)
    return fail(ErrorCode::parameterEncoding, "base64 text ends in bits that are not zero");
  return bytes;
}

}  // namespace holdfast
