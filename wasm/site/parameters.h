// The parameters of an operation out of path and form, checked against the table of operations and the site's own
// rules; decides nothing about resources.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/validate.h"
#include "base/result.h"
#include "site/request.h"
#include "site/state.h"

namespace holdfast::site {

/// Values of the placeholders of an address, by name.
using PathParameters = std::vector<std::pair<std::string, std::string>>;

/// Fails with `validationFailed` holding every fault. A parameter that also stands in the address must be equal.
[[nodiscard]] Result<api::Parameters> readParameters(const api::Endpoint& endpoint, const PathParameters& path,
                                                     const Request& request, const SiteOptions& options, EpochMs now);

/// The site's rule for names of stores and backups (design section 5): 1 to 128 letters, digits, `-`, `_`, `.`,
/// starting with a letter or digit. Fails with `parameterCharacters` naming `parameter`.
[[nodiscard]] Result<void> checkSiteName(std::string_view name, std::string_view parameter);

/// `true` in any letter case.
[[nodiscard]] bool isTrue(std::string_view text);

}  // namespace holdfast::site
