// Who is signed in and who is locked out, as one value, and how it lies in a file of the data folder: tokens as hashes,
// names as tags; decides nothing.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "site/host.h"
#include "site/sign_in_guard.h"
#include "site/tokens.h"

namespace holdfast::site {

struct SignIns {
  Tokens tokens;
  SignInGuard guard;
};

inline constexpr std::string_view kSignInsFile = "sign-ins.json";

/// The key a name has in the guard: a tag under the site's key, since what was typed as a name may be a password.
[[nodiscard]] std::string guardKey(const SecretBytes& siteKey, std::string_view name);

[[nodiscard]] HostCall writeSignIns(const SignIns& signIns);
/// Takes tokens and failures out of the text of the file. Fails with `jsonMalformed`, `signIns` unchanged.
[[nodiscard]] Result<void> readSignIns(std::string_view text, EpochMs now, SignIns& signIns);

}  // namespace holdfast::site
