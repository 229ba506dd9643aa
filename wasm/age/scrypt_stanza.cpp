// Wraps and unwraps the file key; every limit is decided before scrypt runs.
#include "age/scrypt_stanza.h"

#include <algorithm>
#include <utility>

#include "base/base64.h"
#include "crypto/chacha20_poly1305.h"
#include "crypto/scrypt.h"

namespace holdfast::age {
namespace {

using crypto::ChaCha20Poly1305;

constexpr std::string_view kSaltLabel = "age-encryption.org/v1/scrypt";
// The wrap key is fresh with each salt and seals one message, so its nonce may be fixed.
constexpr std::array<std::uint8_t, ChaCha20Poly1305::kNonceSize> kWrapNonce = {};

std::unexpected<Error> malformed(std::string message) { return fail(ErrorCode::stanzaMalformed, std::move(message)); }

/// The number of `^[1-9][0-9]*$`; one too large for any limit where it has more than two digits, 0 where it is none.
int parseWorkFactor(std::string_view text) {
  const auto isDigit = [](char character) { return character >= '0' && character <= '9'; };
  if (text.empty() || text.front() == '0' || !std::ranges::all_of(text, isDigit)) return 0;
  if (text.size() > 2) return 100;
  int number = 0;
  for (const char digit : text) number = 10 * number + (digit - '0');
  return number;
}

Result<SecretBytes> deriveWrapKey(const SecretBytes& passcode, ByteView salt, int workFactor) {
  Bytes labelled;
  append(labelled, bytesOf(kSaltLabel));
  append(labelled, salt);
  return crypto::scrypt(passcode, labelled, {.workFactor = workFactor}, ChaCha20Poly1305::kKeySize);
}

}  // namespace

std::vector<std::string> ScryptStanza::arguments() const {
  return {std::string(kScryptStanzaType), encodeBase64(salt, Padding::none), std::to_string(workFactor)};
}

Result<ScryptStanza> parseScryptStanza(std::span<const std::string> arguments, ByteView body, int maxWorkFactor) {
  ScryptStanza stanza;
  if (arguments.size() != 3 || arguments[0] != kScryptStanzaType) {
    return malformed("The scrypt stanza must have three arguments: its type, the salt and the work factor.");
  }
  const auto salt = decodeBase64(arguments[1], Padding::none);
  if (!salt || salt->size() != kScryptSaltSize) {
    return malformed("The salt of the scrypt stanza is not the canonical base64 of 16 bytes.");
  }
  std::ranges::copy(*salt, stanza.salt.begin());
  if (body.size() != kWrappedKeySize) return malformed("The body of the scrypt stanza does not have 32 bytes.");
  std::ranges::copy(body, stanza.wrappedKey.begin());
  stanza.workFactor = parseWorkFactor(arguments[2]);
  if (stanza.workFactor == 0) {
    return malformed("The work factor of the scrypt stanza is not a whole number without leading zeros.");
  }
  const int limit = std::min(maxWorkFactor, kMaxWorkFactor);
  if (stanza.workFactor > limit) {
    return fail(ErrorCode::workFactorTooHigh, "The file asks for more scrypt work than the " + std::to_string(limit) +
                                                  " allowed. Raise the limit only for a file from a trusted source.");
  }
  return stanza;
}

Result<ScryptStanza> wrapFileKey(const SecretBytes& fileKey, const SecretBytes& passcode, int workFactor,
                                 std::span<const std::uint8_t, kScryptSaltSize> salt) {
  if (workFactor < 1 || workFactor > kMaxWorkFactor) {
    return fail(ErrorCode::parameterRange, "The work factor must be a whole number from 1 to 22.", "workFactor");
  }
  const auto wrapKey = deriveWrapKey(passcode, salt, workFactor);
  if (!wrapKey) return std::unexpected(wrapKey.error());
  ScryptStanza stanza{.workFactor = workFactor};
  std::ranges::copy(salt, stanza.salt.begin());
  ChaCha20Poly1305(*wrapKey).seal(kWrapNonce, {}, fileKey.reveal(), stanza.wrappedKey);
  return stanza;
}

Result<SecretBytes> unwrapFileKey(const ScryptStanza& stanza, const SecretBytes& passcode) {
  const auto wrapKey = deriveWrapKey(passcode, stanza.salt, stanza.workFactor);
  if (!wrapKey) return std::unexpected(wrapKey.error());
  SecretBytes fileKey(kFileKeySize);
  if (!ChaCha20Poly1305(*wrapKey).open(kWrapNonce, {}, stanza.wrappedKey, fileKey.writable())) {
    return fail(ErrorCode::passcodeWrong,
                "This passcode does not open the file. Check capitals, blanks and keyboard layout, and that it is the "
                "passcode of this very backup.",
                "passcode");
  }
  return fileKey;
}

}  // namespace holdfast::age
