// Looking up headers; nothing more is needed of HTTP here.
#include "api/http.h"

#include <algorithm>

namespace holdfast::api {
namespace {

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter; }

}  // namespace

std::optional<std::string_view> headerValue(const std::vector<Header>& headers, std::string_view name) {
  const auto isNamed = [&](const Header& header) { return std::ranges::equal(header.name, name, {}, lower, lower); };
  const auto found = std::ranges::find_if(headers, isNamed);
  if (found == headers.end()) return std::nullopt;
  return found->value;
}

}  // namespace holdfast::api
