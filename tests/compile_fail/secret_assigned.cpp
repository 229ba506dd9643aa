// A secret is moved, never copied by assignment.
#include <utility>

#include "base/secret.h"

void replace(holdfast::SecretBytes& target, holdfast::SecretBytes& source) {
  target = std::move(source);
#ifdef SHOULD_FAIL
  target = source;
#endif
}
