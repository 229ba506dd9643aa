// What an operation of the local site is: what it reads, and what it decides without doing it yet.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/validate.h"
#include "base/json.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "site/host.h"
#include "site/request.h"
#include "site/state.h"

namespace holdfast::site {

/// A job for a worker. `kind` is "backup", "restore", "verify" or "import"; `inputJson` holds `jobId`, `storeName`,
/// `backupName` and `folder` (the backup's, in the data folder); for a backup also `description`, `retentionDate`,
/// `scheduleType`, `release`, `siteName` and `namespace`, for its manifest; for an import its `manifest`. `secret` is
/// the passcode of a backup and the file key of what a restore or verify reads.
struct JobToStart {
  std::string jobId;
  std::string kind;
  std::string inputJson;
  SecretBytes secret;
};

/// What an operation decided. Nothing of it has happened.
struct Outcome {
  /// What is answered once `calls` are durable.
  Json body = {};
  std::vector<HostCall> calls = {};
  /// The change of the state, made once `calls` are durable.
  std::function<void(State&)> apply = {};
  std::vector<JobToStart> jobs = {};
  /// Running jobs to be told to leave off.
  std::vector<std::string> cancel = {};
  /// Where set, `calls` answered bytes: this decides further, handed them. Reads the state as it is then.
  std::function<Result<Outcome>(const State&, const std::vector<Bytes>&, EpochMs)> next = {};
  /// Where set, what is done instead where `calls` failed, of which nothing has been applied.
  std::function<Outcome(const Error&)> otherwise = {};
};

/// What an operation is handed: a request whose token, privilege and parameters were checked.
struct Operation {
  const State& state;
  const SiteOptions& options;
  const Request& request;
  const Account& account;
  /// Parameters of path and form by name, those of JSON parsed; the passcode among the secrets.
  const api::Parameters& parameters;
  EpochMs now;
  Random& random;

  /// The text of a parameter; empty where it is absent.
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const;
  /// -1 where it is absent or empty.
  [[nodiscard]] std::int64_t number(std::string_view name) const;
  [[nodiscard]] const Json& json(std::string_view name) const;
  /// A copy of the passcode; empty where there is none.
  [[nodiscard]] SecretBytes passcode() const;

  /// The store the address, the parameter `storeName` or, on the 10.9 addresses, nothing names: then the default one.
  /// Fails with `apiNotFound`.
  [[nodiscard]] Result<const Store*> store() const;
  /// The manifest of the backup in the address. Fails with `apiNotFound`, or as `checkUsable` does.
  [[nodiscard]] Result<const Json*> backup() const;
};

/// `{"status": "success"}`.
[[nodiscard]] Json succeeded();

}  // namespace holdfast::site
