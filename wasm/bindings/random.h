// The platform's random bytes, for keys, nonces and jitter.
#pragma once

#include "base/random.h"

namespace holdfast::bindings {

/// `crypto.getRandomValues` of the browser, Worker or Node; one instance for the whole module.
[[nodiscard]] Random& platformRandom();

}  // namespace holdfast::bindings
