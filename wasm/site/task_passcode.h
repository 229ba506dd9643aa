// The passcode of a scheduled task as it lies in the task's file: sealed with the key of the data folder.
//
// The key (32 random bytes, `tasks/key`) and the tasks lie in the same folder: a copy of a task's file alone tells
// nothing, whoever can read the whole data folder can read the passcodes.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace holdfast::site {

inline constexpr std::string_view kTaskKeyFile = "tasks/key";

/// 32 bytes.
[[nodiscard]] SecretBytes makeTaskKey(Random& random);

/// A random nonce of 12 bytes, the passcode under ChaCha20-Poly1305 (RFC 8439), its tag; bound to the task's id.
[[nodiscard]] Bytes sealTaskPasscode(const SecretBytes& key, std::string_view taskId, const SecretBytes& passcode,
                                     Random& random);

/// Fails with `storageUnreadable` where the key is not the one it was sealed with, or either is damaged.
[[nodiscard]] Result<SecretBytes> openTaskPasscode(const SecretBytes& key, std::string_view taskId, ByteView sealed);

}  // namespace holdfast::site
