// The verify job: reads a backup of a store back, to the depth asked for, and says that it is whole or why it is not.
//
// Result, as JSON text: `{state: "success", level, verified: EpochMs, files, folders, links, contentBytes, messages,
// stages}`; the counts are there from level 3. Reports are those of the backup job, `bytesTotal` being the archive's
// size.
#pragma once

#include <memory>

#include "base/json.h"
#include "base/secret.h"
#include "site/host.h"

namespace holdfast::site {

/// How deep a backup is looked into; each level includes the ones before it.
enum class VerifyLevel : std::uint8_t {
  passcode = 1,  // the header is the one written, and its MAC is of the file key that the passcode opened
  chunks = 2,    // the archive has the recorded size and SHA-256, and every chunk is authentic to the last
  files = 3,     // the tar is walked and every file hashed against the sealed list
  restored = 4,  // every entry is written into the staging place, which is removed again
};

/// A verify job for `input`: `{storeName, backupName, level}`, `level` being 3 where it is absent, with the file key
/// that an unlock job found. Changes nothing; level 4 needs as much room beside the content as a restore, until it
/// ends.
/// Fails with `parameterRequired` naming a member that is missing, and `parameterRange` for another level.
///
/// The job ends with `fileChanged` (another SHA-256 than the manifest's), `headerDamaged` (another file key), what age
/// and the archive answer otherwise, `fileChanged` naming the member where the manifest contradicts the archive, or a
/// storage error.
[[nodiscard]] Result<std::unique_ptr<HostedJob>> makeVerifyJob(const Json& input, SecretBytes fileKey);

}  // namespace holdfast::site
