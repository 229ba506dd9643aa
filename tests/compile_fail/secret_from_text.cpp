// A string is not taken for a secret unless one says so: the string itself would stay.
#include <string>

#include "base/secret.h"

std::size_t length(const holdfast::SecretBytes& secret) { return secret.size(); }

std::size_t lengthOf(const std::string& text) {
#ifdef SHOULD_FAIL
  return length(text);
#endif
  return length(holdfast::SecretBytes(holdfast::bytesOf(text)));
}
