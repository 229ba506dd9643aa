// Signing in with a name and a password, carrying a token, and signing out (reference section 9); knows no other
// resource.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "site/host.h"
#include "site/request.h"
#include "site/state.h"

namespace holdfast::site {

/// The account whose token `request` carries. Fails with `tokenRequired` and `tokenExpired`.
[[nodiscard]] Result<const Account*> signedIn(const State& state, const Request& request, EpochMs now);

// The functions below change `state` at once: a password that was tried counts whatever the disk does, and a disk that
// is full keeps nobody from signing in to make room. `calls` keep what they changed over a restart.

/// The account that the parameters `username` and `password` open. Fails with `apiBadRequest` (one of them stands in
/// the address), `parameterRequired`, `signInRefused` and `accountLocked`; a name without an account is answered like a
/// wrong password, and after the same time.
[[nodiscard]] Result<const Account*> authenticate(const Request& request, State& state, EpochMs now,
                                                  std::vector<HostCall>& calls);

/// The operation generateToken: `{token, expires, ssl}`. Fails also with `apiMethod`, `parameterType`, `parameterRange`
/// and `parameterTooLong`.
[[nodiscard]] Result<Json> generateToken(const Request& request, State& state, EpochMs now, Random& random,
                                         std::vector<HostCall>& calls);

/// A token for `account`, `grant` its terms; the failures under its name are forgotten.
[[nodiscard]] SecretBytes grantToken(State& state, TokenGrant grant, Random& random, std::vector<HostCall>& calls);

/// When a token that is asked for by `request` ends: the parameter `expiration` in minutes, 60 where it is absent, a
/// day at most. Fails with `parameterType`.
[[nodiscard]] Result<EpochMs> endOf(const Request& request, EpochMs now);

/// The operation oauth2/revokeToken: `{"success": true}`, whether or not there was such a token (RFC 7009, 2.2). Fails
/// with `apiMethod` and `tokenRequired`.
[[nodiscard]] Result<Json> revokeToken(const Request& request, State& state, std::vector<HostCall>& calls);

}  // namespace holdfast::site
