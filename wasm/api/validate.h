// Checks an operation's parameters against its row in the table, all faults at once; sends nothing and decides nothing
// that only a server can know.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/endpoints.h"
#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace holdfast::api {

/// What a caller hands over: a JSON object of plain values, and the secret ones (`passcode`) apart from it.
struct Parameters {
  Json values = Json::object();
  std::map<std::string, SecretBytes, std::less<>> secrets = {};
};

/// Each fault or piece of advice is an `Error` with `code`, `parameter`, `message`, and the `sentence` with its
/// `values`.
struct Validation {
  /// Faults: nothing is sent while there is one.
  std::vector<Error> issues;
  /// Worth knowing, but no reason to refuse.
  std::vector<Error> advice;

  /// `{"issues": [{parameter, code, message, sentence, values}], "advice": […]}`.
  [[nodiscard]] Json toJson() const;
};

/// Checks `parameters` for `endpoint` at `now` on a server of `version` (rules that depend on it rest while it is
/// unknown). Members a path needs (`storeName`) are only required when `isWhole`.
[[nodiscard]] Validation validate(const Endpoint& endpoint, const Parameters& parameters, EpochMs now,
                                  std::optional<Version> version, bool isWhole = true);

/// The `validationFailed` that holds all `issues`, or success where there is none.
[[nodiscard]] Result<void> refuse(Validation validation);

}  // namespace holdfast::api
