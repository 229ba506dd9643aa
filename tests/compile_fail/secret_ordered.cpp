// Secrets have no order: comparing them would take a time that tells of them.
#include "base/secret.h"

bool isShorter(const holdfast::SecretBytes& left, const holdfast::SecretBytes& right) {
#ifdef SHOULD_FAIL
  return left < right;
#endif
  return left.size() < right.size();
}
