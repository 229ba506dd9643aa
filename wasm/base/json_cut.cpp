// Looks at nothing but brackets, commas and where texts end.
#include "base/json_cut.h"

namespace holdfast {
namespace {

/// Where the text that begins at `start`, after its quote, ends; the end of everything where it does not.
std::size_t endOfText(std::string_view text, std::size_t start) {
  for (std::size_t at = start; at < text.size(); ++at) {
    if (text[at] == '"') return at;
    if (text[at] == '\\') ++at;
  }
  return text.size();
}

}  // namespace

std::optional<CutJson> cutList(std::string_view text, std::size_t pieceSize) {
  std::vector<std::string_view> pieces;
  std::size_t depth = 0;
  std::size_t listStart = 0;
  std::size_t pieceStart = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    switch (text[at]) {
      case '"': at = endOfText(text, at + 1); break;
      case '{': ++depth; break;
      case '[':
        if (++depth == 2) listStart = pieceStart = at + 1;
        break;
      case ',':
        if (depth == 2 && listStart != 0 && at - pieceStart >= pieceSize) {
          pieces.push_back(text.substr(pieceStart, at - pieceStart));
          pieceStart = at + 1;
        }
        break;
      case '}':
      case ']':
        if (!pieces.empty() && depth == 2) {
          pieces.push_back(text.substr(pieceStart, at - pieceStart));
          return CutJson{std::string(text.substr(0, listStart)).append(text.substr(at)), std::move(pieces)};
        }
        if (depth == 0) return std::nullopt;
        if (--depth == 1) listStart = 0;
        break;
      default: break;
    }
  }
  return std::nullopt;
}

}  // namespace holdfast
