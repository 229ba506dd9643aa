// Sign-in and its discovery: the part of the Sharing API that clients need before they hold a token (reference
// sections 9 and 12.1); knows nothing of backups.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/http.h"
#include "base/random.h"
#include "base/time.h"
#include "site/host.h"
#include "site/request.h"
#include "site/state.h"

namespace holdfast::site {

/// A reply whose change of `state` has been made; `calls` keep it over a restart.
struct SharingAnswer {
  api::HttpReply reply;
  std::vector<HostCall> calls = {};
};

/// The answer at `<context>/<segments>` where it is one of `info`, `rest/info` and those below `sharing`; nothing
/// elsewhere.
[[nodiscard]] std::optional<SharingAnswer> answerSharing(std::span<const std::string> segments, const Request& request,
                                                         State& state, const SiteOptions& options, EpochMs now,
                                                         Random& random);

}  // namespace holdfast::site
