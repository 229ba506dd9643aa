// What a recovery kit says (web/kit.schema.json), as a value and as JSON; holds no passcode and knows no sealing.
//
// The JSON of a kit is versioned and has one spelling: members in a fixed order, indented by two blanks, a line feed at
// its end. What is not known is null.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/deployment.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "crypto/sha256.h"

namespace holdfast::archive {

/// The version this code writes and reads.
inline constexpr int kKitVersion = 1;
/// The most bytes of a kit's JSON.
inline constexpr std::size_t kMaxKitSize = std::size_t{1} << 20;

/// The file of a backup, where it is at hand: on the local site, or in the hands of whoever describes it.
struct KitArchive {
  /// Its path below the folder that holds the stores.
  std::string file;
  std::uint64_t size = 0;
  crypto::Sha256Digest sha256 = {};
  /// age header and payload nonce: tells whether a passcode opens the file, and mends a file whose start is damaged.
  std::optional<Bytes> header = {};

  bool operator==(const KitArchive&) const = default;
};

struct KitBackup {
  std::string name;
  std::optional<std::string> release = {};
  EpochMs startTime = 0;
  EpochMs completeTime = 0;
  std::optional<KitArchive> archive = {};

  bool operator==(const KitBackup&) const = default;
};

struct Kit {
  EpochMs madeAt = 0;
  /// The address of the Administrator API.
  std::string root;
  /// The name of the site, as its backups tell it.
  std::optional<std::string> organization = {};
  std::string storeName;
  std::optional<std::string> storeType = {};
  /// What is needed to register the store again, by the names of the API; no credentials.
  std::vector<std::pair<std::string, std::string>> storeLocation = {};
  /// At least one, all sealed with one passcode.
  std::vector<KitBackup> backups;
  DeploymentSettings settings = {};
  /// Where the passcode is kept, in words; empty where nobody said. Never the passcode.
  std::string passcodeKept = {};

  bool operator==(const Kit&) const = default;
};

/// The JSON text of `kit`, which must follow the schema's limits.
[[nodiscard]] std::string encodeKit(const Kit& kit);

/// The value of the JSON text of a kit; `encodeKit` gives the same bytes again. Fails with `kitMalformed`, naming the
/// member, what is wrong with it and what belongs there; for another version it says so.
[[nodiscard]] Result<Kit> parseKit(std::string_view text);

/// As `parseKit`, for a value whose members stand in any order.
[[nodiscard]] Result<Kit> readKit(const Json& value);

/// The value whose text `encodeKit` gives.
[[nodiscard]] Json kitJson(const Kit& kit);

}  // namespace holdfast::archive
