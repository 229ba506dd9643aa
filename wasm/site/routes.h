// Which operation answers which address; the addresses themselves are api/endpoints.h's.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "api/endpoints.h"
#include "site/operation.h"
#include "site/parameters.h"

namespace holdfast::site {

using Handler = Result<Outcome> (*)(const Operation&);

struct Route {
  const api::Endpoint* endpoint;
  Handler handler;
};

/// Every operation of the site, those of the API first.
[[nodiscard]] std::span<const Route> routes();

struct Match {
  const Route* route;
  PathParameters parameters;
};

/// The route of the address `<root>/<segments>` (of 10.9.1 and later, or of 10.9), where literal segments win over
/// placeholders; nothing where no operation has that address.
[[nodiscard]] std::optional<Match> findRoute(std::span<const std::string> segments, bool isPost);

}  // namespace holdfast::site
