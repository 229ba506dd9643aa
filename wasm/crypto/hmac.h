// HMAC-SHA-256 (RFC 2104); knows nothing of what is authenticated.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/secret.h"

namespace holdfast::crypto {

/// The 32 bytes of an HMAC-SHA-256 tag; compare with `equalInConstantTime`.
using HmacTag = std::array<std::uint8_t, 32>;

/// The tag of `message` under `key`, which may have any length.
[[nodiscard]] HmacTag hmacSha256(const SecretBytes& key, ByteView message);

}  // namespace holdfast::crypto
