// From an arrived request to an Answer: read, find the route, check token and privilege, decide, and apply on commit.
#include "site/site.h"

#include <map>
#include <utility>

#include "site/backup_job.h"
#include "site/jobs.h"
#include "site/render.h"
#include "site/routes.h"
#include "site/sharing.h"
#include "site/sign_in.h"
#include "site/task_runs.h"

namespace holdfast::site {
namespace {

/// A day: as long as the longest token that is signed in for.
constexpr EpochMs kGrantedFor = EpochMs{24} * 60 * 60'000;
constexpr std::string_view kRecovery = "system/disasterrecovery/";

/// Where the page shows the resource at `path` below the root.
std::string pageOf(std::string_view path) {
  if (path.starts_with(kRecovery)) path.remove_prefix(kRecovery.size());
  return "/#/" + std::string(path);
}

bool isAllowed(Role role, api::Privilege privilege) {
  if (role == Role::administrator) return true;
  return role == Role::infrastructure && privilege != api::Privilege::administrator;
}

Result<void> checkPrivilege(const Account& account, api::Privilege privilege) {
  if (isAllowed(account.role, privilege)) return {};
  return fail(
      ErrorCode::privilegeMissing,
      "The account " + account.name + " lacks the privilege for this: it needs to be an administrator's" +
          (privilege == api::Privilege::administrator ? "."
                                                      : " or to have the privilege \"Security and infrastructure\"."));
}

std::string joined(std::span<const std::string> segments) {
  std::string path;
  for (const std::string& segment : segments) path += (path.empty() ? "" : "/") + segment;
  return path;
}

/// Keeps on the backup when it was verified last, how deep, and what came of it; a verification that could not be
/// carried out says nothing.
void recordVerification(State& state, const Job& job, const Result<Json>& result, std::vector<HostCall>& calls) {
  const bool isJudged = result || entryOf(result.error().code).kind == ErrorKind::file;
  const auto store = state.backups.find(job.storeName);
  if (!isJudged || store == state.backups.end()) return;
  const auto backup = store->second.find(job.backupName);
  if (backup == store->second.end()) return;
  Json verified = {{"date", job.endTime}, {"state", result ? "success" : "failed"}};
  if (result) verified["level"] = integerMember(*result, "level").value_or(0);
  else verified["message"] = result.error().message;
  backup->second["verified"] = std::move(verified);
  calls.push_back(writeManifest(job.storeName, job.backupName, backup->second));
}

Error unknownAddress(const Request& request) {
  return {.code = ErrorCode::apiNotFound, .message = "There is nothing at " + request.path.substr(0, 200) + "."};
}

}  // namespace

/// An Outcome that waits for its calls, and how its reply is to be written.
struct Waiting {
  Outcome outcome;
  Format format = Format::json;
  std::string title = {};
};

struct Site::Inner {
  SiteOptions options;
  State state;
  std::map<CommitId, Waiting> waiting = {};
  CommitId lastCommit = 0;
  /// A restore is putting the content in place: nobody is answered meanwhile.
  bool isSwapping = false;

  Answer answer(const Request& request, EpochMs now, Random& random);
  Answer answerAdmin(std::span<const std::string> segments, const Request& request, EpochMs now, Random& random);
  Answer take(Result<Outcome> outcome, Format format, std::string title);
};

Site::Site() = default;
Site::Site(Site&&) noexcept = default;
Site& Site::operator=(Site&&) noexcept = default;
Site::~Site() = default;

Result<Opened> Site::open(SiteOptions options, SecretBytes adminPassword, const Stored& stored, EpochMs now,
                          Random& random) {
  auto loaded = load(options, std::move(adminPassword), stored, now, random);
  if (!loaded) return fail(loaded);
  Site site;
  site.inner_ = std::make_unique<Inner>(Inner{.options = std::move(options), .state = std::move(loaded->state)});
  return Opened{.site = std::move(site),
                .answer = {.calls = std::move(loaded->calls)},
                .adminPassword = std::move(loaded->adminPassword),
                .warnings = std::move(loaded->warnings)};
}

/// What is decided becomes an Answer: a reply at once where nothing has to be done first.
Answer Site::Inner::take(Result<Outcome> outcome, Format format, std::string title) {
  if (!outcome) return {.reply = renderError(format, outcome.error())};
  if (outcome->calls.empty()) {
    if (outcome->apply) outcome->apply(state);
    return {.reply = renderResult(format, outcome->body, title),
            .jobs = std::move(outcome->jobs),
            .cancel = std::move(outcome->cancel)};
  }
  const CommitId id = ++lastCommit;
  Answer answer{.calls = std::exchange(outcome->calls, {}), .commit = id};
  waiting.emplace(id, Waiting{std::move(*outcome), format, std::move(title)});
  return answer;
}

Answer Site::handle(const Arrived& arrived, EpochMs now, Random& random) {
  const Format format = formatOf(arrived.request);
  if (inner_->isSwapping) {
    return {.reply = renderError(format, {.code = ErrorCode::apiUnavailable,
                                          .message = "The content is being restored. Try again in a few seconds."})};
  }
  const auto request = readRequest(arrived);
  if (!request) return {.reply = renderError(format, request.error())};
  return inner_->answer(*request, now, random);
}

Answer Site::Inner::answer(const Request& request, EpochMs now, Random& random) {
  const std::span<const std::string> segments = request.segments;
  if (segments.empty() || segments.front() != options.context) {
    return {.reply = renderError(request.format, unknownAddress(request))};
  }
  const auto below = segments.subspan(1);
  if (!below.empty() && below.front() == "admin") return answerAdmin(below.subspan(1), request, now, random);
  auto shared = answerSharing(below, request, state, options, now, random);
  if (!shared) return {.reply = renderError(request.format, unknownAddress(request))};
  return {.reply = std::move(shared->reply), .calls = std::move(shared->calls)};
}

Answer Site::Inner::answerAdmin(std::span<const std::string> segments, const Request& request, EpochMs now,
                                Random& random) {
  const auto refuse = [&](const Error& error) { return Answer{.reply = renderError(request.format, error)}; };
  const auto match = findRoute(segments, request.isPost);
  if (!match) return refuse(unknownAddress(request));
  if (!request.isPost && request.format == Format::html) return {.reply = redirect(pageOf(joined(segments)))};

  const auto account = signedIn(state, request, now);
  if (!account) return refuse(account.error());
  const api::Endpoint& endpoint = *match->route->endpoint;
  if (endpoint.method == api::Method::post && !request.isPost) {
    return refuse({.code = ErrorCode::apiMethod, .message = "This operation changes something: send it with POST."});
  }
  if (const auto allowed = checkPrivilege(**account, endpoint.privilege); !allowed) return refuse(allowed.error());
  const auto parameters = readParameters(endpoint, match->parameters, request, options, now);
  if (!parameters) return refuse(parameters.error());
  return take(match->route->handler({state, options, request, **account, *parameters, now, random}), request.format,
              std::string(endpoint.operation));
}

Result<GrantedToken> Site::grant(std::string_view name, EpochMs now, Random& random) {
  const Account* const account = inner_->state.findAccount(name);
  if (account == nullptr) return fail(ErrorCode::apiNotFound, "There is no account " + std::string(name) + ".");
  const EpochMs expires = now + kGrantedFor;
  return GrantedToken{
      .token = inner_->state.signIns.tokens.issue({.account = account->name, .expires = expires}, random),
      .expires = expires};
}

Answer Site::manageAccounts(const AccountCommand& command, EpochMs now, Random& random) {
  return inner_->take(decide(command, inner_->state, now, random), Format::json, {});
}

Result<Answer> Site::importBackup(const BackupImport& backup, EpochMs now, Random& random) {
  auto outcome = site::importBackup(backup, inner_->state, inner_->options, now, random);
  if (!outcome) return std::unexpected(outcome.error());
  return inner_->take(std::move(outcome), Format::json, {});
}

Answer Site::commit(CommitId id, const std::vector<Bytes>& reads, EpochMs now) {
  auto node = inner_->waiting.extract(id);
  if (node.empty()) return {};
  Waiting& waiting = node.mapped();
  if (waiting.outcome.next) {
    return inner_->take(waiting.outcome.next(inner_->state, reads, now), waiting.format, std::move(waiting.title));
  }
  return inner_->take(std::move(waiting.outcome), waiting.format, std::move(waiting.title));
}

Answer Site::abandon(CommitId id, const Error& error) {
  const auto node = inner_->waiting.extract(id);
  if (node.empty()) return {};
  const Waiting& waiting = node.mapped();
  if (waiting.outcome.otherwise) return inner_->take(waiting.outcome.otherwise(error), waiting.format, waiting.title);
  return {.reply = renderError(waiting.format, error)};
}

Answer Site::jobReported(std::string_view jobId, std::string_view json, EpochMs now) {
  const auto found = inner_->state.jobs.find(jobId);
  const auto reported = parseJson(json);
  if (found == inner_->state.jobs.end() || found->second.hasEnded() || !reported) return {};
  inner_->isSwapping = booleanMember(*reported, "swapping").value_or(false);
  if (!report(found->second, *reported, now)) return {};
  return {.calls = {writeJob(found->second)}};
}

Answer Site::jobEnded(std::string_view jobId, Result<std::string> outcome, EpochMs now) {
  State& state = inner_->state;
  const auto found = state.jobs.find(jobId);
  if (found == state.jobs.end() || found->second.hasEnded()) return {};
  Job& job = found->second;
  const auto result = outcome ? parseJson(*outcome) : Result<Json>(std::unexpected(outcome.error()));
  end(job, result, now);
  inner_->isSwapping = false;

  Answer answer;
  const Json* const manifest = result ? member(*result, "manifest") : nullptr;
  if (manifest != nullptr) {
    state.backups[job.storeName][job.backupName] = *manifest;
  } else if (job.makesBackup()) {
    answer.calls.push_back(RemoveData{backupFolder(job.storeName, job.backupName)});
  } else if (!result) {
    // What a Worker that broke down has left.
    answer.calls.emplace_back(DiscardStaging{});
  }
  if (job.kind == "verify") recordVerification(state, job, result, answer.calls);
  answer.calls.push_back(writeJob(job));
  endTaskRun(state, job, answer.calls);
  return answer;
}

Answer Site::tick(EpochMs now, Random& random) {
  State& state = inner_->state;
  state.signIns.tokens.forgetExpired(now);
  state.signIns.guard.forgetOld(now);
  if (auto forgotten = trimHistory(state, now); !forgotten.empty()) return {.calls = std::move(forgotten)};
  const Job* const running = state.runningJob();
  const std::int64_t timeout = integerMember(state.settings, "timeoutInSeconds").value_or(7200);
  if (running != nullptr && running->kind == "backup" && running->status != "CANCELLING" &&
      (now - running->startTime) / 1000 >= timeout) {
    Job& job = state.jobs.at(running->id);
    job.status = "CANCELLING";
    job.updatedTime = now;
    return {.calls = {writeJob(job)}, .cancel = {job.id}};
  }
  auto due = runDueTasks(state, inner_->options, now, random);
  if (!due) return {};
  return inner_->take(std::move(*due), Format::json, {});
}

}  // namespace holdfast::site
