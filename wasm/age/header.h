// The textual header of an age v1 file (C2SP age.md, "Header"): its grammar, both ways; knows no keys and no
// recipients.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace holdfast::age {

/// A header longer than this is refused: one of a passcode has 150 bytes, one of a hundred recipients 20 kB.
inline constexpr std::size_t kMaxHeaderSize = std::size_t{64} * 1024;

using HeaderMac = std::array<std::uint8_t, 32>;

/// One wrapping of the file key. The first argument names the recipient's type.
struct Stanza {
  std::vector<std::string> arguments;
  Bytes body;
};

struct Header {
  std::vector<Stanza> stanzas;
  /// The exact bytes the MAC covers: everything up to and including the three dashes.
  Bytes covered;
  HeaderMac mac = {};
};

/// How many bytes tell an age header, of whatever version, from anything else.
inline constexpr std::size_t kHeaderMarkSize = 19;

/// Whether `start` starts as the header of every version does, as far as it goes.
[[nodiscard]] bool startsHeader(ByteView start);

/// Reads a header piece by piece.
class HeaderParser {
 public:
  /// Takes in `piece` and answers how many of its bytes belong to the header: all of them until it is complete.
  /// Fails with `headerMalformed`.
  [[nodiscard]] Result<std::size_t> parse(ByteView piece);
  [[nodiscard]] bool isComplete() const { return state_ == State::complete; }
  /// The header, once it is complete.
  [[nodiscard]] Header take() { return std::move(header_); }

 private:
  enum class State : std::uint8_t { version, stanzaOrMac, body, complete };

  Result<void> parseLine(std::string_view line);
  Result<void> parseArguments(std::string_view line);
  Result<void> parseBodyLine(std::string_view line);
  Result<void> parseMac(std::string_view line);

  State state_ = State::version;
  std::string line_;
  std::string body_;
  Header header_;
};

/// The bytes a header's MAC covers: version line, `stanzas` and the three dashes.
[[nodiscard]] Bytes encodeCovered(std::span<const Stanza> stanzas);

/// The whole header from the bytes its MAC covers and the MAC.
[[nodiscard]] Bytes encodeHeader(ByteView covered, const HeaderMac& mac);

}  // namespace holdfast::age
