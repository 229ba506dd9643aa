// Sign-in and its discovery: the part of the Sharing API that clients need before they hold a token (reference
// sections 9 and 12.1); knows nothing of backups.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/json.h"
#include "base/random.h"
#include "base/result.h"
#include "site/accounts.h"
#include "site/request.h"
#include "site/state.h"
#include "site/tokens.h"

namespace holdfast::site {

/// What signing in reads and changes; nothing of it is written to the disk.
struct SignIns {
  Tokens tokens;
  SignInGuard guard;
};

/// The account whose token `request` carries. Fails with `tokenRequired` and `tokenExpired`.
[[nodiscard]] Result<const Account*> signedIn(const State& state, const SignIns& signIns, const Request& request,
                                              EpochMs now);

/// The answer at `<context>/<segments>` where it is one of `info`, `rest/info` and those below `sharing`; nothing
/// elsewhere.
[[nodiscard]] std::optional<Result<Json>> answerSharing(std::span<const std::string> segments, const Request& request,
                                                        const State& state, const SiteOptions& options,
                                                        SignIns& signIns, EpochMs now, Random& random);

}  // namespace holdfast::site
