// A recovery kit as the file people keep: its JSON, sealed with the backups' passcode as an armored age file. Knows no
// storage; `age -d` alone opens it.
#pragma once

#include <cstddef>
#include <optional>

#include "age/age.h"
#include "archive/recovery_kit.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/sha256.h"

namespace holdfast::archive {

/// The most bytes of a sealed kit: armor makes four bytes of three.
inline constexpr std::size_t kMaxSealedKitSize = 2 * kMaxKitSize;

struct SealedKit {
  /// Armor: ASCII, lines of 64 columns.
  Bytes file;
  /// Of `file`, so that a changed file can be told from a wrong passcode later.
  crypto::Sha256Digest sha256 = {};
};

/// Seals `kit`. Before that the passcode is held against each header in it: fails with `passcodeWrong` where it does
/// not open one (the backup named), with `parameterCharacters` where the note on the passcode holds the passcode
/// itself, and as `age::checkPasscode` and `age::Sealer::create` do.
[[nodiscard]] Result<SealedKit> sealKit(const Kit& kit, const SecretBytes& passcode, int workFactor, Random& random);

/// What the file of a kit says, once `passcode` has opened it. With `recorded`, the SHA-256 of the file when it was
/// sealed, another file fails with `fileChanged` before scrypt runs and whatever the passcode. Fails as `age::Opener`
/// does, and with `kitMalformed` where what was sealed is no kit, or more than one can hold.
[[nodiscard]] Result<Kit> openKit(ByteView file, const SecretBytes& passcode, age::OpenLimits limits = {},
                                  const std::optional<crypto::Sha256Digest>& recorded = std::nullopt);

}  // namespace holdfast::archive
