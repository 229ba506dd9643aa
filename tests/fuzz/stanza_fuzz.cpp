// The scrypt stanza: whatever parses has arguments and a body that encode to the same again.
#include <algorithm>
#include <cstdlib>

#include "age/header.h"
#include "age/scrypt_stanza.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  holdfast::age::HeaderParser parser;
  if (!parser.parse({data, size}) || !parser.isComplete()) return 0;
  for (const holdfast::age::Stanza& stanza : parser.take().stanzas) {
    const auto parsed = holdfast::age::parseScryptStanza(stanza.arguments, stanza.body, holdfast::age::kMaxWorkFactor);
    if (!parsed) continue;
    if (parsed->arguments() != stanza.arguments || !std::ranges::equal(parsed->wrappedKey, stanza.body)) std::abort();
  }
  return 0;
}
