// Whether two deployments have the seven settings in common that an out-of-place restore needs (product help, page
// backup-and-restore), and how each is read; asks no server.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/deployment.h"
#include "base/json.h"
#include "base/result.h"

namespace holdfast::api {

enum class Comparison : std::uint8_t { same, different, unknown };

struct ComparedSetting {
  Setting setting = Setting::release;
  Comparison state = Comparison::unknown;
  std::optional<std::string> source = {};
  std::optional<std::string> target = {};
  /// The command line that reads it from the cluster; empty where the API or its address tells it.
  std::string command = {};
};

/// All seven, in the order of `Setting`; `unknown` wherever either side is not known. Releases are compared part by
/// part, a missing part being 0, and are unknown where they are not numbers with dots between them. Names of hosts,
/// domains, registries and namespaces are compared without letter case, the context path with it.
[[nodiscard]] std::vector<ComparedSetting> compareSettings(const DeploymentSettings& source,
                                                           const DeploymentSettings& target);

/// `[{setting, state, source, target, command}]`: `state` is same, different or unknown; what is not known is null.
[[nodiscard]] Json toJson(const std::vector<ComparedSetting>& compared);

/// The settings a plain object tells, by their names; null, "" and what is left out are unknown. `root`, the address of
/// the Administrator API, stands for `address`. Fails with `parameterType` at a value that is no text, and with
/// `parameterCharacters` at a name that is no setting.
[[nodiscard]] Result<DeploymentSettings> settingsFrom(const Json& values);

/// Host and context path of an Administrator API at `root`: `organization.example.com/context`.
[[nodiscard]] std::string addressOf(std::string_view root);

}  // namespace holdfast::api
