// Replies in the three formats of the API, and the two shapes of an error; knows no resource.
#pragma once

#include <string_view>

#include "api/http.h"
#include "base/json.h"
#include "base/result.h"
#include "site/request.h"

namespace holdfast::site {

/// The `code` an error has in this API: 400, 403, 404, 405, 409, 413, 498, 499, 500, 501 or 503.
[[nodiscard]] int apiCodeOf(const Error& error);

/// `body` as JSON, indented JSON, or a page headed by `title`; HTTP status 200.
[[nodiscard]] api::HttpReply renderResult(Format format, const Json& body, std::string_view title);

/// `{"error": {code, message, details}}` with HTTP status 200 (503 while unavailable), or a page with a status of its
/// own (reference section 10).
[[nodiscard]] api::HttpReply renderError(Format format, const Error& error);

/// A page headed by `title`, which holds `html` as it is.
[[nodiscard]] api::HttpReply renderPage(std::string_view title, std::string_view html);

/// 303 to `location`.
[[nodiscard]] api::HttpReply redirect(std::string_view location);

}  // namespace holdfast::site
