// A failure of sealing cannot be overlooked.
#include "age/age.h"

void finish(holdfast::age::Sealer& sealer, holdfast::Bytes& sealed) {
  if (!sealer.finish(sealed)) return;
#ifdef SHOULD_FAIL
  sealer.finish(sealed);
#endif
}
