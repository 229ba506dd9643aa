// Armor: whatever decodes encodes to the same text again, blanks around it and line ends apart, and it decodes alike in
// pieces.
#include <algorithm>
#include <cstdlib>

#include "age/armor.h"

using holdfast::Bytes;
using holdfast::ByteView;

namespace {

/// What `text` decodes to in pieces of `pieceSize`, up to its first fault.
struct Decoded {
  bool isWhole = true;
  Bytes bytes;

  Decoded(ByteView text, std::size_t pieceSize) {
    holdfast::age::ArmorDecoder decoder;
    while (isWhole && !text.empty()) {
      const ByteView piece = text.first(std::min(pieceSize, text.size()));
      isWhole = decoder.decode(piece, bytes).has_value();
      text = text.subspan(piece.size());
    }
    isWhole = isWhole && decoder.finish(bytes);
  }
  bool operator==(const Decoded&) const = default;
};

/// The armor in `text` without what may stand around it, its line ends as LF.
std::string canonical(std::string_view text) {
  text.remove_prefix(text.find('-'));
  std::string lines(text.substr(0, text.rfind('-') + 1));
  for (std::size_t at; (at = lines.find("\r\n")) != std::string::npos;) lines.erase(at, 1);
  return lines + '\n';
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView text(data, size);
  const Decoded whole(text, size + 1);
  if (whole != Decoded(text, 1) || whole != Decoded(text, 37)) std::abort();
  if (!whole.isWhole) return 0;

  holdfast::age::ArmorEncoder encoder;
  Bytes again;
  encoder.encode(whole.bytes, again);
  encoder.finish(again);
  if (again.size() != holdfast::age::armoredSize(whole.bytes.size())) std::abort();
  if (holdfast::textOf(again) != canonical(holdfast::textOf(text))) std::abort();
  return 0;
}
