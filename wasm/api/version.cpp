// Reads dotted version numbers; knows no history.
#include "api/version.h"

#include <array>
#include <charconv>

namespace holdfast::api {

std::optional<Version> parseVersion(std::string_view text) {
  std::array<int, 3> parts{};
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  for (std::size_t index = 0; index < parts.size(); ++index) {
    const auto [rest, fault] = std::from_chars(at, end, parts[index]);
    if (fault != std::errc{} || parts[index] < 0) return std::nullopt;
    at = rest;
    if (at == end || *at != '.') break;
    ++at;
  }
  return Version{parts[0], parts[1], parts[2]};
}

std::string versionText(Version version) {
  std::string text = std::to_string(version.major) + "." + std::to_string(version.minor);
  if (version.patch != 0) text += "." + std::to_string(version.patch);
  return text;
}

}  // namespace holdfast::api
