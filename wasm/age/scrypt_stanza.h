// The scrypt recipient of age v1 (C2SP age.md, "The scrypt recipient type"): wraps the file key under a passcode; knows
// nothing of headers or payloads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace holdfast::age {

inline constexpr std::string_view kScryptStanzaType = "scrypt";
inline constexpr std::size_t kFileKeySize = 16;
inline constexpr std::size_t kScryptSaltSize = 16;
inline constexpr std::size_t kWrappedKeySize = kFileKeySize + 16;

/// The work factor (log2 of scrypt's N) sealed with unless asked otherwise: 128 MiB and most of a second.
inline constexpr int kDefaultWorkFactor = 17;
/// The highest work factor opened unless asked otherwise (1 GiB), and the highest that can be asked for (4 GiB).
inline constexpr int kDefaultMaxWorkFactor = 20;
inline constexpr int kMaxWorkFactor = 22;

struct ScryptStanza {
  std::array<std::uint8_t, kScryptSaltSize> salt = {};
  int workFactor = 0;
  std::array<std::uint8_t, kWrappedKeySize> wrappedKey = {};

  /// The arguments of its line in the header.
  [[nodiscard]] std::vector<std::string> arguments() const;
};

/// The stanza with these arguments and body, all limits decided and nothing derived. Fails with `stanzaMalformed`, or
/// `workFactorTooHigh` where the work factor is above `maxWorkFactor` or `kMaxWorkFactor`.
[[nodiscard]] Result<ScryptStanza> parseScryptStanza(std::span<const std::string> arguments, ByteView body,
                                                     int maxWorkFactor);

/// Wraps the 16 bytes of `fileKey`. Fails with `parameterRange` (work factor not from 1 to 22) and `outOfMemory`.
[[nodiscard]] Result<ScryptStanza> wrapFileKey(const SecretBytes& fileKey, const SecretBytes& passcode, int workFactor,
                                               std::span<const std::uint8_t, kScryptSaltSize> salt);

/// The file key. Fails with `passcodeWrong` where the tag does not fit, and `outOfMemory`.
[[nodiscard]] Result<SecretBytes> unwrapFileKey(const ScryptStanza& stanza, const SecretBytes& passcode);

}  // namespace holdfast::age
