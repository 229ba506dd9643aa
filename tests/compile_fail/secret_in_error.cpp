// A secret cannot stand in the message of an error.
#include "base/result.h"
#include "base/secret.h"

holdfast::Result<void> refuse(const holdfast::SecretBytes& secret) {
#ifdef SHOULD_FAIL
  return holdfast::fail(holdfast::ErrorCode::passcodeWrong, secret);
#endif
  return holdfast::fail(holdfast::ErrorCode::passcodeWrong, secret.empty() ? "It is empty." : "It is another one.");
}
