// The bounded JSON parser and the typed look at members; no exception of the library leaves this file.
#include "base/json.h"

#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace holdfast {
namespace {

/// Builds the value as the parser reads the text; stops at the first thing `parseJson` refuses.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(int depth) : depth_(depth) {}

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t& /*text*/) override { return put(value); }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override { return open(Json::object()); }
  bool start_array(std::size_t /*size*/) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    const auto [place, isNew] = open_.back()->get_ref<Json::object_t&>().emplace(name, nullptr);
    if (!isNew) fault = "the JSON text names the member \"" + name + "\" twice";
    member_ = &place->second;
    return isNew;
  }

  bool parse_error(std::size_t /*at*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*why*/) override {
    return false;
  }

  Json built;
  std::string fault = "the text is not well-formed JSON in UTF-8";

 private:
  template <typename Value>
  bool put(Value&& given) {
    place(std::forward<Value>(given));
    return true;
  }

  template <typename Value>
  Json& place(Value&& given) {
    if (open_.empty()) return built = std::forward<Value>(given);
    if (open_.back()->is_object()) return *member_ = std::forward<Value>(given);
    return open_.back()->get_ref<Json::array_t&>().emplace_back(std::forward<Value>(given));
  }

  bool open(Json container) {
    if (std::cmp_greater_equal(open_.size(), depth_)) {
      fault = "the JSON text nests deeper than " + std::to_string(depth_) + " levels";
      return false;
    }
    open_.push_back(&place(std::move(container)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  int depth_;
  std::vector<Json*> open_;
  Json* member_ = nullptr;
};

}  // namespace

Result<Json> parseJson(std::string_view text, JsonLimits limits) {
  if (text.size() > limits.bytes) {
    return fail(ErrorCode::jsonMalformed, "the JSON text is longer than " + std::to_string(limits.bytes) + " bytes");
  }
  Builder builder(limits.depth);
  if (!Json::sax_parse(text, &builder)) return fail(ErrorCode::jsonMalformed, builder.fault);
  return std::move(builder.built);
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
