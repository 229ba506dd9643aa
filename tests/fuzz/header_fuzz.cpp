// The header: whatever parses encodes to the same bytes again, and parses alike in pieces.
#include <algorithm>
#include <cstdlib>

#include "age/header.h"

using holdfast::ByteView;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  holdfast::age::HeaderParser parser;
  const auto taken = parser.parse(bytes);

  holdfast::age::HeaderParser inPieces;
  bool failed = false;
  for (std::size_t index = 0; index < size && !failed && !inPieces.isComplete(); ++index) {
    failed = !inPieces.parse(bytes.subspan(index, 1));
  }
  if (failed == taken.has_value() || inPieces.isComplete() != parser.isComplete()) std::abort();
  if (!taken || !parser.isComplete()) return 0;

  const holdfast::age::Header header = parser.take();
  if (holdfast::age::encodeCovered(header.stanzas) != header.covered) std::abort();
  if (!std::ranges::equal(holdfast::age::encodeHeader(header.covered, header.mac), bytes.first(*taken))) std::abort();
  return 0;
}
