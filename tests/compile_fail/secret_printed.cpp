// A secret cannot be written to a stream.
#include <iostream>

#include "base/secret.h"

void print(const holdfast::SecretBytes& secret) {
  std::cout << secret.size();
#ifdef SHOULD_FAIL
  std::cout << secret;
#endif
}
