// An HTTP request and reply as plain values; knows no transport and no address of its own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/secret.h"

namespace holdfast::api {

struct Header {
  std::string name;
  std::string value;
};

/// The value of the first header called `name` (compared without letter case), or nothing.
[[nodiscard]] std::optional<std::string_view> headerValue(const std::vector<Header>& headers, std::string_view name);

/// A request to send, or one that arrived. The body is held as a secret, since it may carry a passcode or a token.
struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::vector<Header> headers;
  SecretBytes body;
  /// A token sent as the header `X-Esri-Authorization: Bearer …`, so that it never stands in an address; empty: none.
  SecretBytes bearer = {};
};

/// A reply that arrived, or one to give.
struct HttpReply {
  int status = 200;
  std::vector<Header> headers;
  Bytes body;
};

}  // namespace holdfast::api
