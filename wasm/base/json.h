// JSON values and a bounded parser; the only file that includes nlohmann/json.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace holdfast {

/// A JSON value whose objects keep the order of their members, as the API's documentation prints them.
using Json = nlohmann::ordered_json;

struct JsonLimits {
  std::size_t bytes = std::size_t{16} * 1024 * 1024;
  int depth = 64;
};

/// The value of `text`. Fails with `jsonMalformed` where it is not one JSON value in UTF-8 within `limits`, or where
/// an object names a member twice.
[[nodiscard]] Result<Json> parseJson(std::string_view text, JsonLimits limits = {});

/// Compact JSON text; bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string writeJson(const Json& value);
/// JSON text indented by two blanks, as `f=pjson` answers.
[[nodiscard]] std::string writePrettyJson(const Json& value);

/// The member `name` of `object` where it is of the type asked for; nothing where it is absent or of another type.
[[nodiscard]] std::optional<std::string> textMember(const Json& object, std::string_view name);
[[nodiscard]] std::optional<std::int64_t> integerMember(const Json& object, std::string_view name);
[[nodiscard]] std::optional<bool> booleanMember(const Json& object, std::string_view name);
/// The member itself, or null where `object` is no object or lacks it. Valid as long as `object` is unchanged.
[[nodiscard]] const Json* member(const Json& object, std::string_view name);

}  // namespace holdfast
