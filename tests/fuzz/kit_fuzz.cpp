// The recovery kit's JSON: whatever parses encodes to the same bytes again, and what does not is refused as a kit.
#include <cstdlib>

#include "archive/recovery_kit.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = holdfast::textOf({data, size});
  const auto kit = holdfast::archive::parseKit(text);
  if (!kit) {
    if (kit.error().code != holdfast::ErrorCode::kitMalformed || kit.error().message.empty()) std::abort();
    return 0;
  }
  if (holdfast::archive::encodeKit(*kit) != text) std::abort();
  return 0;
}
