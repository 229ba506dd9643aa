// A secret does not become JSON, and so gets into no record and no reply.
#include "base/json.h"
#include "base/secret.h"

holdfast::Json record(const holdfast::SecretBytes& secret) {
#ifdef SHOULD_FAIL
  return {{"passcode", secret}};
#endif
  return {{"passcodeSize", secret.size()}};
}
