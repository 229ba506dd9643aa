// Turns an operation and its parameters into the request for a server of a given version; sends nothing.
#pragma once

#include "api/endpoints.h"
#include "api/http.h"
#include "api/session.h"
#include "api/validate.h"

namespace holdfast::api {

/// The request of `endpoint` with parameters that have passed `validate`. A POST is form-encoded with `f=json` and the
/// token in its body; a GET carries the token as a header, never in its address. `isLegacy` asks for the 10.9 address.
[[nodiscard]] HttpRequest buildRequest(const Session& session, const Endpoint& endpoint, const Parameters& parameters,
                                       bool isLegacy);

}  // namespace holdfast::api
