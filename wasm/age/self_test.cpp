// The file is the case `scrypt` of the age test kit (C2SP/CCTV, in the public domain).
#include "age/self_test.h"

#include <algorithm>
#include <string_view>

#include "age/age.h"

namespace holdfast::age {
namespace {

constexpr std::string_view kPasscode = "password";
constexpr std::string_view kPlain = "age";
constexpr std::string_view kHeader =
    "age-encryption.org/v1\n"
    "-> scrypt rF0/NwblUHHTpgQgRpe5CQ 10\n"
    "gUjEymFKMVXQEKdMMHL24oYexjE3TIC0O0zGSqJ2aUY\n"
    "--- IOXiQYStkoT1mvZW2tFOqZdhRVvj58egABx/sWfZQbc\n";
constexpr std::uint8_t kPayload[] = {0x1b, 0x35, 0xc6, 0xe6, 0x87, 0xdd, 0x00, 0xda, 0x3a, 0xc3, 0x79, 0xac,
                                     0x9f, 0x74, 0x2c, 0x21, 0xfd, 0x18, 0x5a, 0x1b, 0x9e, 0x3d, 0xed, 0x73,
                                     0x9d, 0x14, 0xac, 0x6a, 0x9a, 0x50, 0x12, 0x4d, 0xb8, 0x66, 0xd8};

/// Stands in for randomness where the answer must be known.
class CountingRandom : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override {
    for (std::uint8_t& byte : bytes) byte = next_++;
  }

 private:
  std::uint8_t next_ = 0;
};

bool opensTo(ByteView sealed, ByteView expected) {
  Opener opener{SecretBytes(bytesOf(kPasscode))};
  Bytes plain;
  return opener.open(sealed, plain) && opener.finish(plain) && std::ranges::equal(plain, expected);
}

bool opensForeignFile() {
  Bytes file;
  append(file, bytesOf(kHeader));
  append(file, kPayload);
  return opensTo(file, bytesOf(kPlain));
}

bool opensOwnFile() {
  CountingRandom random;
  auto sealer = Sealer::create(SecretBytes(bytesOf(kPasscode)), 1, random);
  if (!sealer) return false;
  const Bytes plain(kChunkSize + 1, 0x5a);
  Bytes file(sealer->header().begin(), sealer->header().end());
  return sealer->seal(plain, file) && sealer->finish(file) && opensTo(file, plain);
}

}  // namespace

Result<void> selfTest() {
  static const bool isGood = opensForeignFile() && opensOwnFile();
  if (isGood) return {};
  return fail(
      ErrorCode::selfTestFailed,
      "The cryptography of this module gives wrong answers on this machine, so nothing is sealed or opened. Load "
      "it anew, or use another browser.");
}

}  // namespace holdfast::age
