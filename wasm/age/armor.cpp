// Armor line by line: 48 bytes to a line of 64 columns, as every line but the last one must have.
#include "age/armor.h"

#include <algorithm>

#include "base/base64.h"

namespace holdfast::age {
namespace {

constexpr std::string_view kBeginLine = "-----BEGIN AGE ENCRYPTED FILE-----";
constexpr std::string_view kEndLine = "-----END AGE ENCRYPTED FILE-----";
constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::size_t kColumns = 64;
constexpr std::size_t kLineBytes = kColumns / 4 * 3;
/// The BEGIN and the END line with their line ends.
constexpr std::size_t kFrameSize = kBeginLine.size() + 1 + kEndLine.size() + 1;
/// Blanks around the armor and a line within it end here, so that no input makes the decoder hold more.
constexpr std::size_t kMaxLineSize = 1024;

bool isBlank(std::string_view text) { return text.find_first_not_of(kBlanks) == std::string_view::npos; }

void appendLine(Bytes& text, std::string_view line) {
  append(text, bytesOf(line));
  text.push_back('\n');
}

std::unexpected<Error> malformed(const char* message) { return fail(ErrorCode::armorMalformed, message); }

}  // namespace

bool looksArmored(ByteView start) {
  const std::string_view text = textOf(start.first(std::min(start.size(), kArmorLookahead)));
  return !text.empty() && (text.front() == '-' || kBlanks.contains(text.front()) || text.contains(kBeginLine));
}

std::uint64_t armoredSize(std::uint64_t size) {
  const std::uint64_t columns = (size + 2) / 3 * 4;
  const std::uint64_t lines = (columns + kColumns - 1) / kColumns;
  return kFrameSize + columns + lines;
}

std::optional<std::uint64_t> largestUnarmoredSize(std::uint64_t armored) {
  if (armored < kFrameSize) return std::nullopt;
  const std::uint64_t lines = (armored - kFrameSize + kColumns) / (kColumns + 1);
  const std::uint64_t size = (armored - kFrameSize - lines) / 4 * 3;
  return armoredSize(size) == armored ? std::optional(size) : std::nullopt;
}

void ArmorEncoder::encode(ByteView bytes, Bytes& text) {
  begin(text);
  while (!bytes.empty()) {
    const ByteView part = bytes.first(std::min(bytes.size(), kLineBytes - held_.size()));
    append(held_, part);
    bytes = bytes.subspan(part.size());
    if (held_.size() == kLineBytes) {
      appendLine(text, encodeBase64(held_, Padding::required));
      held_.clear();
    }
  }
}

void ArmorEncoder::finish(Bytes& text) {
  begin(text);
  if (!held_.empty()) appendLine(text, encodeBase64(held_, Padding::required));
  held_.clear();
  appendLine(text, kEndLine);
}

void ArmorEncoder::begin(Bytes& text) {
  if (!begun_) appendLine(text, kBeginLine);
  begun_ = true;
}

Result<void> ArmorDecoder::decode(ByteView text, Bytes& bytes) {
  while (!text.empty()) {
    const auto end = std::ranges::find(text, std::uint8_t{'\n'});
    const auto size = static_cast<std::size_t>(end - text.begin());
    if (line_.size() + size > kMaxLineSize) return malformed("A line of the armor is far longer than 64 columns.");
    line_ += textOf(text.first(size));
    if (end == text.end()) break;
    text = text.subspan(size + 1);
    if (auto decoded = decodeLine(line_, bytes); !decoded) return decoded;
    line_.clear();
  }
  return {};
}

Result<void> ArmorDecoder::finish(Bytes& bytes) {
  if (!line_.empty()) {
    if (auto decoded = decodeLine(line_, bytes); !decoded) return decoded;
    line_.clear();
  }
  if (state_ != State::after) return malformed("The armor ends before its END line: the file is cut off.");
  return {};
}

Result<void> ArmorDecoder::decodeLine(std::string_view line, Bytes& bytes) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  switch (state_) {
    case State::before:
      if (isBlank(line)) return {};
      if (line != kBeginLine) {
        return malformed("Something other than blanks stands before the armor's BEGIN line, or the line is not whole.");
      }
      state_ = State::body;
      return {};
    case State::body: {
      if (line == kEndLine) {
        state_ = State::after;
        return {};
      }
      if (line.empty() || line.size() > kColumns) return malformed("A line of the armor is empty or over 64 columns.");
      const auto decoded = decodeBase64(line, Padding::required);
      if (!decoded) return malformed("A line of the armor is not canonical base64.");
      append(bytes, *decoded);
      if (decoded->size() < kLineBytes) state_ = State::end;
      return {};
    }
    case State::end:
      if (line != kEndLine) return malformed("The armor's END line does not follow its last line.");
      state_ = State::after;
      return {};
    case State::after:
      if (!isBlank(line)) return malformed("Something follows the armor's END line.");
      return {};
  }
  return {};
}

}  // namespace holdfast::age
