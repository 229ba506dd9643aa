// The OAuth page flow as programs play it (reference section 12.1): authorize, then sign-in, then a token in the
// address that is answered. It is not for browsers: what a browser sends is refused, so that no page can lead somebody
// into it and no token comes to stand in a history. Keeps nothing: the state that goes to and fro is sealed with a tag.
#pragma once

#include <vector>

#include "api/http.h"
#include "base/random.h"
#include "base/time.h"
#include "site/host.h"
#include "site/request.h"
#include "site/state.h"

namespace holdfast::site {

/// The resource oauth2/authorize: a page that holds `{"oauth_state":"…"}` on one line, good for ten minutes. Only
/// tokens are granted (`response_type=token`), and only to addresses of this server or `urn:ietf:wg:oauth:2.0:oob`.
[[nodiscard]] api::HttpReply authorize(const Request& request, const State& state, EpochMs now);

/// The operation oauth2/signin: 303 to the address named before, with `access_token`, `expires_in`, `username`, `ssl`
/// and `state` in its fragment; or an error. For `calls` see `authenticate`.
[[nodiscard]] api::HttpReply signInByPage(const Request& request, State& state, const SiteOptions& options, EpochMs now,
                                          Random& random, std::vector<HostCall>& calls);

}  // namespace holdfast::site
