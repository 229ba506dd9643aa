// The unlock job: finds the file key of a backup by its passcode, once for all that reads that backup next.
//
// Result, as JSON text: `{}`, and the file key beside it (`Ended::fileKey`).
#pragma once

#include <memory>

#include "base/json.h"
#include "base/secret.h"
#include "site/host.h"

namespace holdfast::site {

/// An unlock job for `input`: `{storeName, backupName}`. It reads manifest and header only, and runs scrypt. Fails with
/// `parameterRequired` naming a member that is missing.
///
/// The job ends with `passcodeWrong`, `fileChanged` (another SHA-256 of the header than the manifest's), what age
/// answers otherwise, or a storage error.
[[nodiscard]] Result<std::unique_ptr<HostedJob>> makeUnlockJob(const Json& input, SecretBytes passcode);

}  // namespace holdfast::site
