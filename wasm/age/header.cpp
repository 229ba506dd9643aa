// Reads and writes the header line by line; every line is known by its first characters.
#include "age/header.h"

#include <algorithm>
#include <utility>

#include "base/base64.h"

namespace holdfast::age {
namespace {

constexpr std::string_view kVersionFamily = "age-encryption.org/";
static_assert(kVersionFamily.size() == kHeaderMarkSize);
constexpr std::string_view kVersionLine = "age-encryption.org/v1";
constexpr std::string_view kStanzaMark = "-> ";
constexpr std::string_view kMacMark = "---";
constexpr std::size_t kColumns = 64;

std::unexpected<Error> malformed(std::string message) { return fail(ErrorCode::headerMalformed, std::move(message)); }

bool isVisible(char character) { return character >= 0x21 && character <= 0x7e; }

void appendText(Bytes& bytes, std::string_view text) { append(bytes, bytesOf(text)); }

}  // namespace

bool startsHeader(ByteView start) {
  const ByteView mark = start.first(std::min(start.size(), kHeaderMarkSize));
  return kVersionFamily.starts_with(textOf(mark));
}

Result<std::size_t> HeaderParser::parse(ByteView piece) {
  std::size_t taken = 0;
  while (taken < piece.size() && state_ != State::complete) {
    const ByteView rest = piece.subspan(taken);
    const auto end = std::ranges::find(rest, std::uint8_t{'\n'});
    const auto size = static_cast<std::size_t>(end - rest.begin());
    if (header_.covered.size() + line_.size() + size > kMaxHeaderSize) {
      return malformed("The header is longer than 64 KiB: this is not an age file, or one for very many recipients.");
    }
    line_ += textOf(rest.first(size));
    taken += size;
    if (state_ == State::version && !startsHeader(bytesOf(line_))) {
      return malformed("This is not an age file: it does not start with \"age-encryption.org/v1\".");
    }
    if (end == rest.end()) break;
    ++taken;
    if (auto parsed = parseLine(line_); !parsed) return fail(parsed);
    line_.clear();
  }
  return taken;
}

Result<void> HeaderParser::parseLine(std::string_view line) {
  const bool isMac = state_ == State::stanzaOrMac && line.starts_with(kMacMark);
  appendText(header_.covered, isMac ? kMacMark : line);
  if (!isMac) header_.covered.push_back('\n');

  switch (state_) {
    case State::version:
      if (line != kVersionLine) {
        return malformed("The file is of another version of age than v1: open it with a newer program.");
      }
      state_ = State::stanzaOrMac;
      return {};
    case State::stanzaOrMac: return isMac ? parseMac(line) : parseArguments(line);
    case State::body: return parseBodyLine(line);
    case State::complete: break;
  }
  return {};
}

Result<void> HeaderParser::parseArguments(std::string_view line) {
  if (!line.starts_with(kStanzaMark)) return malformed("A line of the header starts neither a stanza nor the MAC.");
  line.remove_prefix(kStanzaMark.size());
  Stanza stanza;
  for (bool more = true; more;) {
    const std::size_t end = line.find(' ');
    const std::string_view argument = line.substr(0, end);
    if (argument.empty() || !std::ranges::all_of(argument, isVisible)) {
      return malformed("An argument of a stanza is empty or holds a character that is not visible ASCII.");
    }
    stanza.arguments.emplace_back(argument);
    more = end != std::string_view::npos;
    if (more) line.remove_prefix(end + 1);
  }
  header_.stanzas.push_back(std::move(stanza));
  state_ = State::body;
  return {};
}

Result<void> HeaderParser::parseBodyLine(std::string_view line) {
  if (line.size() > kColumns) return malformed("A line of a stanza's body is longer than 64 columns.");
  body_ += line;
  if (line.size() == kColumns) return {};
  auto body = decodeBase64(body_, Padding::none);
  if (!body) return malformed("The body of a stanza is not canonical base64 without padding.");
  header_.stanzas.back().body = std::move(*body);
  body_.clear();
  state_ = State::stanzaOrMac;
  return {};
}

Result<void> HeaderParser::parseMac(std::string_view line) {
  line.remove_prefix(kMacMark.size());
  if (header_.stanzas.empty()) return malformed("The header has no stanza.");
  if (!line.starts_with(' ')) return malformed("The header's MAC does not follow its mark after one blank.");
  const auto mac = decodeBase64(line.substr(1), Padding::none);
  if (!mac || mac->size() != header_.mac.size()) {
    return malformed("The header's MAC is not the canonical base64 of 32 bytes.");
  }
  std::ranges::copy(*mac, header_.mac.begin());
  state_ = State::complete;
  return {};
}

Bytes encodeCovered(std::span<const Stanza> stanzas) {
  Bytes covered;
  appendText(covered, kVersionLine);
  for (const Stanza& stanza : stanzas) {
    appendText(covered, "\n->");
    for (const std::string& argument : stanza.arguments) appendText(covered, " " + argument);
    const std::string body = encodeBase64(stanza.body, Padding::none);
    // A body that fills its last line is followed by an empty one.
    for (std::size_t start = 0; start <= body.size(); start += kColumns) {
      covered.push_back('\n');
      appendText(covered, std::string_view(body).substr(start, kColumns));
    }
  }
  covered.push_back('\n');
  appendText(covered, kMacMark);
  return covered;
}

Bytes encodeHeader(ByteView covered, const HeaderMac& mac) {
  Bytes header(covered.begin(), covered.end());
  header.push_back(' ');
  appendText(header, encodeBase64(mac, Padding::none));
  header.push_back('\n');
  return header;
}

}  // namespace holdfast::age
