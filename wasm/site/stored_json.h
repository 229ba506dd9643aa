// JSON as the files of the data folder hold it: replaced whole, and read with a fallback for what is absent or of
// another type; knows not what the members mean.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "site/host.h"

namespace holdfast::site {

/// Replaces the file at `path` by the text of `json`, indented.
[[nodiscard]] HostCall replaceJson(std::string path, const Json& json);

[[nodiscard]] std::string textOr(const Json& object, std::string_view name, std::string fallback = {});
[[nodiscard]] std::int64_t numberOr(const Json& object, std::string_view name, std::int64_t fallback = 0);
/// The member where it is of the same type as `fallback`.
[[nodiscard]] Json valueOr(const Json& object, std::string_view name, const Json& fallback);

/// `jsonMalformed`: `what` lacks a member or holds one of the wrong type.
[[nodiscard]] std::unexpected<Error> malformed(std::string_view what);

}  // namespace holdfast::site
