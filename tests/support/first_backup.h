// The backup "first" of the store "default" that the tests of jobs make, verify and restore; knows no test.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "age/age.h"
#include "base/json.h"
#include "site/backup_job.h"
#include "support/counting_random.h"
#include "support/memory_host.h"

namespace holdfast::tests {

inline constexpr std::string_view kPasscode = "correct horse battery";
inline const std::string kArchivePath = "stores/default/first/content.tar.zst.age";
inline const std::string kManifestPath = "stores/default/first/backup.json";

/// The input of its job; the work factor is one of tests.
inline Json firstBackup() {
  return {{"storeName", "default"}, {"backupName", "first"},    {"description", "before the upgrade"},
          {"retentionDate", -1},    {"scheduleType", "MANUAL"}, {"siteName", "site"},
          {"release", "11.4"},      {"namespace", "local"},     {"workFactor", 2}};
}

/// Backs the host's content up, and forgets what the host has counted so far.
inline void backUp(MemoryHost& host) {
  CountingRandom random;
  const auto job = site::makeBackupJob(firstBackup(), SecretBytes(bytesOf(kPasscode)), random);
  ASSERT_TRUE(job.has_value());
  ASSERT_TRUE(host.run(**job).has_value());
  host.calls = 0;
  host.reports.clear();
}

/// The file key of an archive that `kPasscode` opens.
inline SecretBytes fileKeyOf(ByteView archive) {
  auto fileKey = age::unlock(archive, SecretBytes(bytesOf(kPasscode)), {}, {.isWhole = true});
  return std::move(*fileKey.value());
}

}  // namespace holdfast::tests
