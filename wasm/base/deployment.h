// The seven settings that must be identical in source and target of an out-of-place restore (product help, page
// backup-and-restore): their names and values. Knows no rule by which they are compared.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast {

enum class Setting : std::uint8_t {
  /// The organization's version, such as `11.4`.
  release,
  /// Fully qualified domain name and context path: `organization.example.com/context`.
  address,
  /// Host and repository of the container registry: `registry.example.com/repository`.
  registry,
  /// The Kubernetes namespace.
  namespaceName,
  /// The domain of the Kubernetes cluster, such as `cluster.local`.
  clusterDomain,
  /// The suffix of service names in Kubernetes DNS, such as `svc.cluster.local`.
  dnsSuffix,
  /// FSGroup and supplemental group, where they are not the usual ones.
  groups,
};

/// How each setting is called in JSON, in the order of `Setting`.
inline constexpr std::array<std::string_view, 7> kSettingNames = {"release",       "address",   "registry", "namespace",
                                                                  "clusterDomain", "dnsSuffix", "groups"};

/// The settings of one deployment; what is not known is absent.
class DeploymentSettings {
 public:
  [[nodiscard]] std::optional<std::string>& operator[](Setting setting) {
    return values_[static_cast<std::size_t>(setting)];
  }
  [[nodiscard]] const std::optional<std::string>& operator[](Setting setting) const {
    return values_[static_cast<std::size_t>(setting)];
  }
  bool operator==(const DeploymentSettings&) const = default;

 private:
  std::array<std::optional<std::string>, kSettingNames.size()> values_;
};

}  // namespace holdfast
