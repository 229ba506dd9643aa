// The import job: copies the archive of a backup that was made elsewhere into a store, compares it with its manifest on
// the way, and commits by the manifest; and what such a manifest must be.
//
// Result and reports are those of the backup job; `bytesTotal` is the size that the manifest records.
#pragma once

#include <memory>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "site/host.h"

namespace holdfast::site {

/// The manifest in `text`, a backup.json. Fails with `jsonMalformed` where that is no JSON, with `parameterRequired`,
/// `parameterType` or `parameterRange` naming a member that is not as this release writes it, with `fileChanged` where
/// it records no archive, and with `apiUnsupported` where a newer release wrote it. The backup's name is not judged.
[[nodiscard]] Result<Json> judgeManifest(std::string_view text);

/// An import job for `input`: `{storeName, backupName, manifest}`, the manifest as `judgeManifest` gives it. Fails with
/// `parameterRequired` naming a member that is missing.
///
/// The archive is asked for with `ReadSource`. The job ends with `fileChanged` where it is not the one that the
/// manifest records, as soon as that is seen, or with a storage error; then and on `cancel` nothing of the backup
/// stays. A retention that has ended is lifted, and the messages say so: a backup is not added to be removed within the
/// hour.
[[nodiscard]] Result<std::unique_ptr<HostedJob>> makeImportJob(const Json& input);

}  // namespace holdfast::site
