// The table and the matching.
#include "site/routes.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "site/backups.h"
#include "site/jobs.h"
#include "site/stores.h"
#include "site/tasks.h"

namespace holdfast::site {
namespace {

Result<Outcome> showRoot(const Operation& operation) {
  return Outcome{.body = {{"fullVersion", operation.options.release},
                          {"currentVersion", operation.options.release},
                          {"resources", {"system", "jobs"}},
                          {"status", {{"stages", Json::array()}}}}};
}

Result<Outcome> showRecovery(const Operation& operation) {
  Json body = {{"operations", {"status"}}, {"resources", {"stores", "settings"}}};
  if (!operation.options.storeFolders.empty()) body["storeFolders"] = operation.options.storeFolders;
  return Outcome{.body = std::move(body)};
}

std::vector<Route> makeRoutes() {
  const std::pair<std::string_view, Handler> handlers[] = {
      {"root", showRoot},
      {"disasterRecovery", showRecovery},
      {"status", showRecoveryStatus},
      {"settings", showSettings},
      {"updateSettings", updateSettings},
      {"stores", listStores},
      {"registerStore", registerStore},
      {"store", showStore},
      {"updateStore", updateStore},
      {"validateStore", validateStore},
      {"unregisterStore", unregisterStore},
      {"backups", listBackups},
      {"createBackup", createBackup},
      {"backup", showBackup},
      {"updateBackup", updateBackup},
      {"deleteBackup", deleteBackup},
      {"restoreBackup", restoreBackup},
      {"jobs", listJobs},
      {"job", showJob},
      {"cancelJob", cancelJob},
      {"verifyBackup", verifyBackup},
      {"tasks", listTasks},
      {"createTask", createTask},
      {"task", showTask},
      {"updateTask", updateTask},
      {"deleteTask", deleteTask},
      {"enableTask", enableTask},
      {"disableTask", disableTask},
      {"taskRuns", listTaskRuns},
      {"taskRun", showTaskRun},
      {"updateTaskRun", updateTaskRun},
      {"deleteTaskRun", deleteTaskRun},
      {"runTask", runTask},
  };
  std::vector<Route> made;
  for (const auto& [operation, handler] : handlers) made.push_back({api::findEndpoint(operation), handler});
  return made;
}

/// The placeholders' values where `segments` are of the address `pattern`.
std::optional<PathParameters> match(std::string_view pattern, std::span<const std::string> segments) {
  PathParameters parameters;
  for (const std::string& segment : segments) {
    if (pattern.empty()) return std::nullopt;
    const std::string_view part = pattern.substr(0, pattern.find('/'));
    pattern.remove_prefix(std::min(part.size() + 1, pattern.size()));
    if (part.starts_with('{')) {
      parameters.emplace_back(part.substr(1, part.size() - 2), segment);
    } else if (part != segment) {
      return std::nullopt;
    }
  }
  if (!pattern.empty()) return std::nullopt;
  return parameters;
}

}  // namespace

std::span<const Route> routes() {
  static const std::vector<Route> kRoutes = makeRoutes();
  return kRoutes;
}

std::optional<Match> findRoute(std::span<const std::string> segments, bool isPost) {
  std::optional<Match> best;
  for (const Route& route : routes()) {
    auto parameters = match(route.endpoint->path, segments);
    if (!parameters && !route.endpoint->legacyPath.empty()) parameters = match(route.endpoint->legacyPath, segments);
    if (!parameters) continue;
    const bool isBetter =
        !best || parameters->size() < best->parameters.size() ||
        (parameters->size() == best->parameters.size() && (route.endpoint->method == api::Method::post) == isPost);
    if (isBetter) best = Match{&route, std::move(*parameters)};
  }
  return best;
}

}  // namespace holdfast::site
