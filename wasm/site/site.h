// The local site: the disaster recovery section of the Administrator API over a store of files, as a machine that is
// handed requests and answers with values; knows no transport, no clock and no file system.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "site/account_commands.h"
#include "site/backups.h"
#include "site/host.h"
#include "site/opening.h"
#include "site/operation.h"
#include "site/request.h"
#include "site/state.h"

namespace holdfast::site {

using CommitId = std::uint64_t;

/// What the driver does next, in this order: perform `calls` (of data and stores) durably; start `jobs`
/// and stop the jobs in `cancel`; then, where `commit` is not 0, hand the bytes of ReadData, AttachStore, TakeUpStore
/// and UnlockBackup to `commit` (or the error to `abandon`) and go on with the Answer that gives; else `reply`, where
/// there is one, goes to the client.
struct Answer {
  std::optional<api::HttpReply> reply = {};
  std::vector<HostCall> calls = {};
  CommitId commit = 0;
  std::vector<JobToStart> jobs = {};
  std::vector<std::string> cancel = {};
};

struct GrantedToken {
  SecretBytes token;
  EpochMs expires = 0;
};

struct Opened;

class Site {
 public:
  /// Reads the state out of what is stored. Half-made backups are removed by the calls of `Opened::answer`. Fails with
  /// `jsonMalformed` where `site.json` cannot be read; a damaged job or manifest is left out and told in
  /// `Opened::warnings`, and so is a store whose folder cannot be used.
  static Result<Opened> open(SiteOptions options, SecretBytes adminPassword, const Stored& stored, EpochMs now,
                             Random& random);

  Site(Site&&) noexcept;
  Site& operator=(Site&&) noexcept;
  ~Site();

  /// Answers `arrived`. Requests other than GET must be serialised with each other and with `jobEnded` and `tick`: the
  /// next is handed in when the former's Answer is done. Nothing changes before the commit.
  [[nodiscard]] Answer handle(const Arrived& arrived, EpochMs now, Random& random);

  /// A token of the account `name` without a password, for whoever opened the storage and could read it anyway.
  /// Fails with `apiNotFound` where there is no such account.
  [[nodiscard]] Result<GrantedToken> grant(std::string_view name, EpochMs now, Random& random);
  /// What whoever runs the site asks of its accounts (no request leads here): a reply of JSON, serialised like
  /// `handle`.
  [[nodiscard]] Answer manageAccounts(const AccountCommand& command, EpochMs now, Random& random);

  /// Adds a backup that was made elsewhere, for whoever opened the storage; serialised like `handle`. Fails as
  /// `site::importBackup`. The job it starts asks for the archive with `ReadSource`.
  [[nodiscard]] Result<Answer> importBackup(const BackupImport& backup, EpochMs now, Random& random);

  /// The calls of the answer `id` are durable; `reads` are the bytes its calls answered, in their order. A file key may
  /// be among them: the caller wipes them.
  [[nodiscard]] Answer commit(CommitId id, const std::vector<Bytes>& reads, EpochMs now);
  /// The calls of the answer `id` failed with `error`: nothing has changed, and the reply says so.
  [[nodiscard]] Answer abandon(CommitId id, const Error& error);

  /// What the worker reports: `{"stages": [{name, state, lastUpdated, duration}], "progress": {…}, "swapping": true}`,
  /// each optional. From a report with `swapping` to the next one or the job's end every request is answered 503 with
  /// `Retry-After`: a restore swaps the content.
  [[nodiscard]] Answer jobReported(std::string_view jobId, std::string_view json, EpochMs now);
  /// How the worker ended: the JSON text of the job's result (see backup_job.h; `manifest` is a new backup's), or why
  /// it failed.
  [[nodiscard]] Answer jobEnded(std::string_view jobId, Result<std::string> outcome, EpochMs now);

  /// To be called once at the start and about once a minute: runs the tasks that are due, forgets expired tokens
  /// and old jobs, cancels a backup that outlasts `timeoutInSeconds`.
  [[nodiscard]] Answer tick(EpochMs now, Random& random);

 private:
  Site();
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

struct Opened {
  Site site;
  /// What is to be written or removed at the start; its `commit` is 0.
  Answer answer;
  /// The generated password of `admin`, at the very first start only.
  SecretBytes adminPassword;
  std::vector<std::string> warnings;
};

}  // namespace holdfast::site
