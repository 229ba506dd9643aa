// The armor of age files (C2SP age.md, "ASCII armor"; strict PEM of RFC 7468), push-style both ways; knows nothing of
// what it wraps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace holdfast::age {

/// Whether a file that starts with `first` can be armored: armor may have blanks around it, an age header starts with
/// a letter.
[[nodiscard]] bool startsArmor(std::uint8_t first);

/// How many bytes of armor `size` bytes become.
[[nodiscard]] std::uint64_t armoredSize(std::uint64_t size);

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
