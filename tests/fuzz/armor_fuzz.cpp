// Armor: whatever decodes encodes to the same text again, blanks around it and line ends apart.
#include <algorithm>
#include <cstdlib>

#include "age/armor.h"

using holdfast::Bytes;
using holdfast::ByteView;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView text(data, size);
  holdfast::age::ArmorDecoder decoder;
  Bytes bytes;
  if (!decoder.decode(text, bytes) || !decoder.finish(bytes)) return 0;

  holdfast::age::ArmorEncoder encoder;
  Bytes again;
  encoder.encode(bytes, again);
  encoder.finish(again);

  const auto isNoBlank = [](std::uint8_t byte) { return byte != '\n' && byte != '\r'; };
  std::string_view expected = holdfast::textOf(text);
  expected.remove_prefix(expected.find('-'));
  expected = expected.substr(0, expected.rfind('-') + 1);
  Bytes left;
  Bytes right;
  std::ranges::copy_if(holdfast::bytesOf(expected), std::back_inserter(left), isNoBlank);
  std::ranges::copy_if(again, std::back_inserter(right), isNoBlank);
  if (left != right) std::abort();
  return 0;
}
