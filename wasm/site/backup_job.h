// The backup job: walks the content, seals it into the store, reads back what was written, and commits by the manifest.
//
// Result, as JSON text: `{manifest, state: "success"|"completed_with_warnings", messages, stages}`. Reports:
// `{stages, progress: {filesDone, filesTotal, bytesDone, bytesTotal}, messages}`. The manifest is the API's backup
// object (API page backup) and the member `holdfast`: `{version, file, size, sha256, headerSize, headerSha256,
// workFactor, files, folders, links, contentBytes, warnings}`.
#pragma once

#include <memory>
#include <string>

#include "base/json.h"
#include "base/random.h"
#include "base/secret.h"
#include "site/host.h"

namespace holdfast::site {

/// A backup job for `input`: `{storeName, backupName, description, retentionDate, scheduleType, siteName, release,
/// namespace, workFactor}`. `random` must outlive it. Fails with `parameterRequired` naming a member that is missing.
///
/// The content is read in sorted order and in constant memory. A file of up to 4 MiB is held whole and read again when
/// it changed meanwhile; a larger one keeps the size it began with. What could not be read, is neither file, folder nor
/// link, or changed all the same is named in the messages, and the state is then `completed_with_warnings`. On failure
/// and on `cancel` the half-made backup is removed and the job ends with the error.
[[nodiscard]] Result<std::unique_ptr<HostedJob>> makeBackupJob(const Json& input, SecretBytes passcode, Random& random);

/// Where a store keeps a backup, below the data folder: the folder, its archive and its manifest.
[[nodiscard]] std::string backupFolder(std::string_view storeName, std::string_view backupName);
inline constexpr std::string_view kArchiveFile = "content.tar.zst.age";
inline constexpr std::string_view kManifestFile = "backup.json";
/// The manifest's `holdfast.version`.
inline constexpr int kManifestVersion = 1;

}  // namespace holdfast::site
