// scrypt through Crypto++, behind checks of its own.
#include "crypto/scrypt.h"

#include <cryptopp/cryptlib.h>
#include <cryptopp/scrypt.h>

#include <limits>
#include <new>
#include <string>

namespace holdfast::crypto {
namespace {

// RFC 7914 section 6: N is a power of two above 1 and below 2^(128·r/8), p at most (2^32 − 1)·32 / (128·r), the output
// at most (2^32 − 1)·32 bytes. A work factor of 63 is the most a 64-bit N can have.
bool isWithinRfc(ScryptCost cost, std::size_t size) {
  constexpr std::uint64_t kMaxBlocks = std::numeric_limits<std::uint32_t>::max();
  if (cost.blockSize == 0 || cost.parallelization == 0 || size == 0) return false;
  if (cost.workFactor < 1 || cost.workFactor > 63) return false;
  if (static_cast<std::uint64_t>(cost.workFactor) >= std::uint64_t{16} * cost.blockSize) return false;
  if (std::uint64_t{4} * cost.blockSize * cost.parallelization > kMaxBlocks) return false;
  return size / 32 <= kMaxBlocks;
}

}  // namespace

std::uint64_t scryptMemory(ScryptCost cost) {
  constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t block = std::uint64_t{128} * cost.blockSize;
  if (cost.workFactor < 0 || cost.workFactor > 62) return kLargest;
  const std::uint64_t blocks = (std::uint64_t{1} << cost.workFactor) + cost.parallelization;
  return block != 0 && blocks > kLargest / block ? kLargest : block * blocks;
}

Result<SecretBytes> scrypt(const SecretBytes& passcode, ByteView salt, ScryptCost cost, std::size_t size) {
  if (!isWithinRfc(cost, size)) {
    return fail(ErrorCode::parameterRange, "scrypt has no such cost (RFC 7914 section 6).", "workFactor");
  }
  const auto outOfMemory = [&] {
    return fail(ErrorCode::outOfMemory, "scrypt needs " + std::to_string(scryptMemory(cost) >> 20) +
                                            " MiB of memory for this work factor, and they could not be had. Close "
                                            "other programs, or use another machine or a native age.");
  };
  if (scryptMemory(cost) > static_cast<std::uint64_t>(std::numeric_limits<std::ptrdiff_t>::max())) return outOfMemory();
  try {
    SecretBytes derived(size);
    CryptoPP::Scrypt().DeriveKey(derived.writable().data(), size, passcode.reveal().data(), passcode.size(),
                                 salt.data(), salt.size(), CryptoPP::word64{1} << cost.workFactor, cost.blockSize,
                                 cost.parallelization);
    return derived;
  } catch (const std::bad_alloc&) {
    return outOfMemory();
  } catch (const CryptoPP::Exception&) {
    // Its allocator's answer to a size beyond what a container can hold.
    return outOfMemory();
  }
}

}  // namespace holdfast::crypto
