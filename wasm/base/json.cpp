// The bounded JSON parser and the typed look at members; no exception of the library leaves this file.
#include "base/json.h"

#include <limits>
#include <set>
#include <vector>

namespace holdfast {

Result<Json> parseJson(std::string_view text, JsonLimits limits) {
  if (text.size() > limits.bytes) {
    return fail(ErrorCode::jsonMalformed, "the JSON text is longer than " + std::to_string(limits.bytes) + " bytes");
  }
  bool isTooDeep = false;
  std::string repeated;
  std::vector<std::set<std::string>> namesOfOpenObjects;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
    const bool isOpening = event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    if (isOpening && depth >= limits.depth) isTooDeep = true;
    if (event == Json::parse_event_t::object_start) namesOfOpenObjects.emplace_back();
    if (event == Json::parse_event_t::object_end) namesOfOpenObjects.pop_back();
    if (event == Json::parse_event_t::key && !namesOfOpenObjects.back().insert(parsed.get<std::string>()).second) {
      repeated = parsed.get<std::string>();
    }
    return !isTooDeep;
  };
  Json value = Json::parse(text, watch, /*allow_exceptions=*/false);
  if (isTooDeep) {
    return fail(ErrorCode::jsonMalformed,
                "the JSON text nests deeper than " + std::to_string(limits.depth) + " levels");
  }
  if (value.is_discarded()) return fail(ErrorCode::jsonMalformed, "the text is not well-formed JSON in UTF-8");
  if (!repeated.empty())
    return fail(ErrorCode::jsonMalformed, "the JSON text names the member \"" + repeated + "\" twice");
  return value;
}

std::string writeJson(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string writePrettyJson(const Json& value) { return value.dump(2, ' ', false, Json::error_handler_t::replace); }

const Json* member(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

std::optional<std::string> textMember(const Json& object, std::string_view name) {
  const Json* const found = member(object, name);
  if (found == nullptr || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

std::optional<std::int64_t> integerMember(const Json& object, std::string_view name) {
  const Json* const found = member(object, name);
  if (found == nullptr || !found->is_number_integer()) return std::nullopt;
  if (found->is_number_unsigned() &&
      found->get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return std::nullopt;
  }
  return found->get<std::int64_t>();
}

std::optional<bool> booleanMember(const Json& object, std::string_view name) {
  const Json* const found = member(object, name);
  if (found == nullptr || !found->is_boolean()) return std::nullopt;
  return found->get<bool>();
}

}  // namespace holdfast
