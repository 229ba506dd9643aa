// Each a line or two over base/json.h.
#include "site/stored_json.h"

#include <utility>

namespace holdfast::site {

HostCall replaceJson(std::string path, const Json& json) {
  const std::string text = writePrettyJson(json);
  return ReplaceData{std::move(path), Bytes(text.begin(), text.end())};
}

std::string textOr(const Json& object, std::string_view name, std::string fallback) {
  return textMember(object, name).value_or(std::move(fallback));
}

std::int64_t numberOr(const Json& object, std::string_view name, std::int64_t fallback) {
  return integerMember(object, name).value_or(fallback);
}

Json valueOr(const Json& object, std::string_view name, const Json& fallback) {
  const Json* const found = member(object, name);
  return found == nullptr || found->type() != fallback.type() ? fallback : *found;
}

std::unexpected<Error> malformed(std::string_view what) {
  return fail(ErrorCode::jsonMalformed, std::string(what) + " lacks a member or holds one of the wrong type.");
}

}  // namespace holdfast::site
