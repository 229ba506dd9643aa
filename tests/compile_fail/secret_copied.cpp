// A second copy of a secret is only made aloud.
#include "base/secret.h"

void duplicate(const holdfast::SecretBytes& secret) {
  const holdfast::SecretBytes aloud = secret.copy();
#ifdef SHOULD_FAIL
  const holdfast::SecretBytes silently = secret;
#endif
}
