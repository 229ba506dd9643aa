// The backups of a store: listed, created, kept, deleted, restored; the work itself is a job's.
#pragma once

#include "base/result.h"
#include "site/operation.h"

namespace holdfast::site {

[[nodiscard]] Result<Outcome> listBackups(const Operation& operation);
[[nodiscard]] Result<Outcome> showBackup(const Operation& operation);
[[nodiscard]] Result<Outcome> createBackup(const Operation& operation);
[[nodiscard]] Result<Outcome> updateBackup(const Operation& operation);
[[nodiscard]] Result<Outcome> deleteBackup(const Operation& operation);
[[nodiscard]] Result<Outcome> restoreBackup(const Operation& operation);
[[nodiscard]] Result<Outcome> verifyBackup(const Operation& operation);

}  // namespace holdfast::site
