// What whoever runs the site does to its accounts: list, create, remove, give another password or role; what somebody
// who only reaches it by the network cannot ask for.
#pragma once

#include <string>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "site/operation.h"
#include "site/state.h"

namespace holdfast::site {

struct AccountCommand {
  /// "list", "create", "remove", "setPassword" or "setRole".
  std::string action;
  std::string name = {};
  /// Of create and setRole.
  std::string role = {};
  /// Of create and setPassword.
  SecretBytes password = {};
};

/// `{accounts: [{name, role, signIns, lockedUntil}]}` of a list (`signIns`: how many tokens are good, `lockedUntil`:
/// epoch milliseconds or null), else `{status: "success", name, role, signInsEnded}`. A change ends all sign-ins of the
/// account; a new password ends its lock too. Fails with `apiBadRequest` (unknown action), `apiNotFound`, `apiConflict`
/// (the name is taken; the last administrator would go), `parameterRange` (unknown role) and what `checkAccountName`
/// and `checkPassword` fail with.
[[nodiscard]] Result<Outcome> decide(const AccountCommand& command, const State& state, EpochMs now, Random& random);

}  // namespace holdfast::site
