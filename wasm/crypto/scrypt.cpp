// scrypt over PBKDF2 of Crypto++ and a ROMix of its own, which takes half the memory where there is not more.
#include "crypto/scrypt.h"

#include <cryptopp/pwdbased.h>
#include <cryptopp/sha.h>

#include <algorithm>
#include <limits>
#include <new>
#include <string>

#include "crypto/romix.h"

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

/// PBKDF2-HMAC-SHA-256 with one iteration (RFC 8018 section 5.2).
void pbkdf2Once(const SecretBytes& passcode, ByteView salt, std::span<std::uint8_t> derived) {
  CryptoPP::PKCS5_PBKDF2_HMAC<CryptoPP::SHA256>().DeriveKey(derived.data(), derived.size(), 0, passcode.reveal().data(),
                                                            passcode.size(), salt.data(), salt.size(), 1, 0.0);
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
    return fail(ErrorCode::outOfMemory, "scrypt needs " + std::to_string(scryptMemory(cost) >> 21) +
                                            " MiB of memory at the least for the work factor " +
                                            std::to_string(cost.workFactor) +
                                            ", and they could not be had. Close other programs, or use a machine with "
                                            "more memory; age -d opens the file as well.");
  };
  // A quarter of a 32-bit address space is left for all else.
  constexpr std::uint64_t kRoom =
      std::min<std::uint64_t>(std::numeric_limits<std::size_t>::max() / 4 * 3, std::uint64_t{1} << 62);
  if (scryptMemory(cost) / 2 > kRoom) return outOfMemory();
  try {
    const std::size_t blockBytes = std::size_t{128} * cost.blockSize;
    SecretBytes blocks(blockBytes * cost.parallelization);
    pbkdf2Once(passcode, salt, blocks.writable());
    RoMix mixer(std::uint64_t{1} << cost.workFactor, cost.blockSize);
    for (std::size_t at = 0; at < blocks.size(); at += blockBytes) {
      mixer.mix(blocks.writable().subspan(at, blockBytes));
    }
    SecretBytes derived(size);
    pbkdf2Once(passcode, blocks.reveal(), derived.writable());
    return derived;
  } catch (const std::bad_alloc&) {
    return outOfMemory();
  }
}

}  // namespace holdfast::crypto
