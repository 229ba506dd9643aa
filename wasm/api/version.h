// The product's versions, as the root resource tells them, and the ones at which this API changed.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::api {

/// A release such as 10.9.1; parts not written are 0.
struct Version {
  int major = 0;
  int minor = 0;
  int patch = 0;
  auto operator<=>(const Version&) const = default;
};

/// The section appears; backups lie under `backuprestore`.
inline constexpr Version k10_9{10, 9, 0};
/// Backups move under their store; retention dates, jobs, store update and validate, createTask.
inline constexpr Version k10_9_1{10, 9, 1};
/// `async` on register and delete; `timeoutInSeconds` in the settings.
inline constexpr Version k11_0{11, 0, 0};
/// Cloud storage for stores (final at 11.2).
inline constexpr Version k11_1{11, 1, 0};
/// STATIC provisioning of the staging volume.
inline constexpr Version k11_3{11, 3, 0};
/// `supportBDSBackup`.
inline constexpr Version k12_0{12, 0, 0};
/// Later than every release; the end of an open range.
inline constexpr Version kOpenEnd{1'000'000, 0, 0};

/// One to three dotted numbers, what follows a blank or a fourth dot ignored ("11.4.0", "12.0.0+Build 123"); or
/// nothing.
[[nodiscard]] std::optional<Version> parseVersion(std::string_view text);

/// "10.9.1", "11.0": the patch is written where it is not 0.
[[nodiscard]] std::string versionText(Version version);

}  // namespace holdfast::api
