// Secrets are compared in constant time, never with ==.
#include "base/secret.h"

bool same(const holdfast::SecretBytes& left, const holdfast::SecretBytes& right) {
#ifdef SHOULD_FAIL
  return left == right;
#endif
  return holdfast::equalInConstantTime(left.reveal(), right.reveal());
}
