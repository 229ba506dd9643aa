// Turns an operation and its parameters into the request for a server of a given version; sends nothing.
#pragma once

#include "api/endpoints.h"
#include "api/http.h"
#include "api/session.h"
#include "api/validate.h"

namespace holdfast::api {

/// The request that reads the resource at `path` (percent-encoded, below the root) in `format`; the token is in a
/// header, never in the address.
[[nodiscard]] HttpRequest readRequest(const Session& session, std::string_view path, std::string_view format);

/// The request of `endpoint` with parameters that have passed `validate`. A POST is form-encoded with `f=json` and the
/// token in its body; a GET is as `readRequest` makes it. `isLegacy` asks for the 10.9 address.
[[nodiscard]] HttpRequest buildRequest(const Session& session, const Endpoint& endpoint, const Parameters& parameters,
                                       bool isLegacy);

}  // namespace holdfast::api
