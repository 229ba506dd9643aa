// A secret does not become a string, which nobody wipes.
#include <string>

#include "base/secret.h"

std::string describe(const holdfast::SecretBytes& secret) {
#ifdef SHOULD_FAIL
  return std::string(secret);
#endif
  return std::to_string(secret.size()) + " bytes";
}
