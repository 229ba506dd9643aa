// A sealer holds keys, and two of them would use a nonce twice: it is moved, never copied.
#include <utility>

#include "age/age.h"

void hold(holdfast::age::Sealer& sealer) {
#ifdef SHOULD_FAIL
  holdfast::age::Sealer second = sealer;
#endif
  holdfast::age::Sealer moved = std::move(sealer);
}
