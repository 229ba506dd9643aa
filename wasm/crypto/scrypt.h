// scrypt (RFC 7914), the slow and memory-hungry way from a passcode to a key; decides before it works.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace holdfast::crypto {

/// scrypt's cost. The work factor is log2 of the RFC's N.
struct ScryptCost {
  int workFactor = 17;
  std::uint32_t blockSize = 8;        // the RFC's r
  std::uint32_t parallelization = 1;  // the RFC's p
};

/// The bytes of memory a run of this cost takes: 128 · r · (N + p), or the largest number where that does not fit.
/// Where they cannot be had, half of them do, in a quarter more time.
[[nodiscard]] std::uint64_t scryptMemory(ScryptCost cost);

/// `size` bytes derived from `passcode` and `salt`. Decided before any work: `parameterRange` where the cost or `size`
/// lies outside RFC 7914 section 6, `outOfMemory` where the address space has no room for it. `outOfMemory` also
/// where the platform refuses the memory.
[[nodiscard]] Result<SecretBytes> scrypt(const SecretBytes& passcode, ByteView salt, ScryptCost cost, std::size_t size);

}  // namespace holdfast::crypto
