// The scrypt stanza: whatever parses has arguments and a body that encode to the same again, and a work factor within
// the limit it was given.
#include <algorithm>
#include <cstdlib>

#include "age/header.h"
#include "age/scrypt_stanza.h"

using namespace holdfast::age;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  HeaderParser parser;
  if (!parser.parse({data, size}) || !parser.isComplete()) return 0;
  for (const Stanza& stanza : parser.take().stanzas) {
    for (const int limit : {kDefaultMaxWorkFactor, kMaxWorkFactor, kMaxWorkFactor + 1}) {
      const auto parsed = parseScryptStanza(stanza.arguments, stanza.body, limit);
      if (!parsed) continue;
      if (parsed->workFactor < 1 || parsed->workFactor > std::min(limit, kMaxWorkFactor)) std::abort();
      if (parsed->arguments() != stanza.arguments) std::abort();
      if (!std::ranges::equal(parsed->wrappedKey, stanza.body)) std::abort();
    }
  }
  return 0;
}
