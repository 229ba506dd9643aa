// A request as the handlers see it: path, parameters, token and format, all bounds checked; knows no route.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/form.h"
#include "api/http.h"
#include "base/result.h"

namespace holdfast::site {

/// A request that arrived, its `url` absolute, and the address it came from.
struct Arrived {
  api::HttpRequest request;
  std::string remoteAddress = {};
};

/// The parameter `f`.
enum class Format : std::uint8_t { html, json, pjson };

struct Request {
  bool isPost = false;
  /// Scheme, host and port the request came by.
  std::string origin;
  /// The path as it stood in the address.
  std::string path;
  /// Its segments, decoded; an empty one at the end is left out.
  std::vector<std::string> segments;
  /// Body and query together.
  api::Form form;
  std::vector<std::string> queryNames;
  /// From the body, the query of a GET, or one of the two headers; empty where there is none.
  SecretBytes token;
  std::string referer;
  std::string remoteAddress;
  /// Whether it carries what a browser adds to the requests of pages: `Origin` or `Sec-Fetch-Site`.
  bool isFromBrowser = false;
  Format format = Format::html;

  /// The text of a parameter that is no secret; empty where it is absent.
  [[nodiscard]] std::string text(std::string_view name) const;
};

/// The format asked for, `html` where nothing can be made out; works on requests that cannot be read otherwise.
[[nodiscard]] Format formatOf(const api::HttpRequest& request);

/// Fails with `apiMethod` (not GET, HEAD or POST), `apiTooLarge`, `parameterEncoding`, `parameterRepeated`,
/// `parameterType` (a body of another type than a form) and `parameterRange` (an unknown `f`).
[[nodiscard]] Result<Request> readRequest(const Arrived& arrived);

}  // namespace holdfast::site
