// The restore job: writes a backup into the staging place, checks every file, and swaps it with the content in one
// step.
//
// Result, as JSON text: `{state: "success"|"completed_with_warnings", files, folders, links, contentBytes, messages,
// stages}`. Reports are those of the backup job, `bytesTotal` being the archive's size; the one before the swap has
// `swapping: true`.
#pragma once

#include <memory>

#include "base/json.h"
#include "base/secret.h"
#include "site/host.h"

namespace holdfast::site {

/// A restore job for `input`: `{storeName, backupName}`, with the file key that an unlock job found. Fails with
/// `parameterRequired` naming a member that is missing.
///
/// The content holds afterwards what the backup holds and nothing else. On every failure and on `cancel`, which is
/// heard until the swap, the content is as before and the staging place is gone. The old content is removed once the
/// swap is durable; where that fails the restore has `completed_with_warnings`. Files lose their set-user-id and
/// set-group-id.
///
/// The job ends with `fileChanged`, `headerDamaged` (another file key), what age and the archive answer otherwise,
/// `archiveMalformed` for a path that leads anywhere but into the staging place, or a storage error.
[[nodiscard]] Result<std::unique_ptr<HostedJob>> makeRestoreJob(const Json& input, SecretBytes fileKey);

}  // namespace holdfast::site
