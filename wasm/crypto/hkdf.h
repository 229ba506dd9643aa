// HKDF with SHA-256 (RFC 5869): extract, then expand; knows nothing of what the keys are for.
#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace holdfast::crypto {

/// The most bytes HKDF-SHA-256 can give (RFC 5869 section 2.3).
inline constexpr std::size_t kHkdfSha256MaxSize = std::size_t{255} * 32;

/// `size` bytes derived from `keyMaterial`; an empty `salt` counts as 32 zero bytes. Fails with `parameterRange` where
/// `size` is 0 or above `kHkdfSha256MaxSize`.
[[nodiscard]] Result<SecretBytes> hkdfSha256(const SecretBytes& keyMaterial, ByteView salt, ByteView info,
                                             std::size_t size);

}  // namespace holdfast::crypto
