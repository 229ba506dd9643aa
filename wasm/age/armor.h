// The armor of age files (C2SP age.md, "ASCII armor"; strict PEM of RFC 7468), push-style both ways; knows nothing of
// what it wraps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace holdfast::age {

/// How far into a file the armor's BEGIN line is looked for.
inline constexpr std::size_t kArmorLookahead = 1024;

/// Whether a file that starts with `start` is meant as armor: it starts with a dash or a blank, or the BEGIN line
/// stands within its first `kArmorLookahead` bytes, behind something that does not belong there.
[[nodiscard]] bool looksArmored(ByteView start);

/// How many bytes of armor `size` bytes become.
[[nodiscard]] std::uint64_t armoredSize(std::uint64_t size);
/// The most bytes that become `armored` bytes of armor: two fewer may do so too. Nothing where no armor has that size.
[[nodiscard]] std::optional<std::uint64_t> largestUnarmoredSize(std::uint64_t armored);

/// Writes bytes as armor: lines of 64 columns that end with LF.
class ArmorEncoder {
 public:
  /// Appends the lines that `bytes` complete to `text`.
  void encode(ByteView bytes, Bytes& text);
  /// Appends the last line and the end line.
  void finish(Bytes& text);

 private:
  void begin(Bytes& text);

  bool begun_ = false;
  Bytes held_;
};

/// Reads armor. Everything but blanks around it is refused, as is any encoding that is not canonical.
class ArmorDecoder {
 public:
  /// Appends to `bytes` what the lines completed by `text` hold. Fails with `armorMalformed`.
  [[nodiscard]] Result<void> decode(ByteView text, Bytes& bytes);
  /// Fails with `armorMalformed` where the end line is missing.
  [[nodiscard]] Result<void> finish(Bytes& bytes);

 private:
  enum class State : std::uint8_t { before, body, end, after };

  [[nodiscard]] Result<void> decodeLine(std::string_view line, Bytes& bytes);

  State state_ = State::before;
  std::string line_;
};

}  // namespace holdfast::age
