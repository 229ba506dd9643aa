// The local site for JavaScript: each function takes values and answers `{ok, value | error}`; performs nothing.
//
//   siteOpen(options, adminPassword, {files, folders, attached}, now) -> {site, answer, adminPassword, warnings}
//     options        {context, siteName, namespace, release, storeFolders: [text], picksStoreFolders}, each optional
//                    (site/state.h SiteOptions)
//     adminPassword  Uint8Array or null: of the account `admin` at the very first start; wiped
//     files          [{path, bytes: Uint8Array}]: site.json, sign-ins.json, jobs/*.json, tasks/*.json,
//                    tasks/key, stores/*/*/backup.json
//     folders        [path]: every folder two levels below `stores` (stores/<store>/<backup>)
//     attached       [{name, fault}]: the stores that lie outside the data folder (site/opening.h)
//     now            milliseconds since 1970, as in all functions
//     -> site        a number, the handle of the functions below
//        adminPassword  Uint8Array, once, where it was generated; else null
//        warnings    [text]
//   siteHandle(site, {method, url, headers: [[name, value]], body: Uint8Array | null, remoteAddress}, now) -> answer
//     url            absolute: its origin is the one `jobsUrl` speaks of; body is wiped
//   siteGrant(site, account, now) -> {token: Uint8Array, expires}
//     of an account without its password, for whoever opened the storage; expires in milliseconds since 1970
//   siteAccounts(site, {action, name, role, password: Uint8Array | null}, now) -> answer
//     site/account_commands.h AccountCommand: what whoever runs the site asks; the reply is JSON; password is wiped
//   siteImport(site, {storeName, manifest: json text, username}, now) -> answer
//     site/backups.h importBackup: the job it starts asks its host with readSource for the archive
//   siteCommit(site, id, reads: [Uint8Array], now) -> answer
//     reads          wiped: a file key may be among them
//   siteAbandon(site, id, {code, message}, now) -> answer
//   siteJobReported(site, jobId, json, now) -> answer
//   siteJobEnded(site, jobId, {ok: true, value: json} | {ok: false, error: {code, message}}, now) -> answer
//   siteTick(site, now) -> answer                         at the start and about once a minute
//   siteClose(site)
//
//   answer = {reply, calls, commit, jobs, cancel}
//     reply   null or {status, headers: [[name, value]], body: Uint8Array}
//     calls   replaceData, removeData, readData, attachStore, takeUpStore, detachStore, discardStaging and
//             unlockBackup, as bindings/site_host.h writes them
//     commit  0, or the id to hand to siteCommit (with the bytes that calls answered) or siteAbandon once they are
//             done
//     jobs    [{jobId, kind: "backup" | "restore" | "verify" | "import", input: json text, secret: Uint8Array}]
//     cancel  [jobId] of running jobs to be told to leave off
//   The driver: do { perform calls; start jobs; stop cancel; answer = commit ? siteCommit(…) : done } and then send
//   the last answer's reply. All but GET and HEAD, siteAccounts, siteImport, siteJobEnded and siteTick go one after the
//   other through a queue.
#include <emscripten/bind.h>

#include <map>
#include <string>
#include <utility>

#include "bindings/convert.h"
#include "bindings/random.h"
#include "bindings/site_host.h"
#include "site/site.h"

namespace holdfast::bindings {
namespace {

using emscripten::val;

std::map<int, site::Site>& sites() {
  static std::map<int, site::Site> open;
  return open;
}

template <class Each>
void forEach(const val& list, Each each) {
  if (!list.isArray()) return;
  const auto length = list["length"].as<unsigned>();
  for (unsigned index = 0; index < length; ++index) each(list[index]);
}

std::string textOr(const val& value, std::string fallback = {}) {
  return value.isString() ? value.as<std::string>() : fallback;
}

template <class Item, class Make>
val listOf(std::vector<Item>& items, Make make) {
  val list = val::array();
  for (Item& item : items) list.call<void>("push", make(item));
  return list;
}

val headersOf(const std::vector<api::Header>& headers) {
  val list = val::array();
  for (const api::Header& header : headers) {
    val pair = val::array();
    pair.call<void>("push", header.name);
    pair.call<void>("push", header.value);
    list.call<void>("push", pair);
  }
  return list;
}

val replyOf(const std::optional<api::HttpReply>& reply) {
  if (!reply) return val::null();
  val object = val::object();
  object.set("status", reply->status);
  object.set("headers", headersOf(reply->headers));
  object.set("body", toUint8Array(reply->body));
  return object;
}

val jobOf(const site::JobToStart& job) {
  val object = val::object();
  object.set("jobId", job.jobId);
  object.set("kind", job.kind);
  object.set("input", job.inputJson);
  object.set("secret", toUint8Array(job.secret.reveal()));
  return object;
}

val answerOf(site::Answer answer) {
  val object = val::object();
  object.set("reply", replyOf(answer.reply));
  object.set("calls", listOf(answer.calls, [](const site::HostCall& call) { return toVal(call); }));
  object.set("commit", static_cast<double>(answer.commit));
  object.set("jobs", listOf(answer.jobs, jobOf));
  object.set("cancel", listOf(answer.cancel, [](const std::string& id) { return val(id); }));
  return object;
}

site::SiteOptions optionsOf(const val& given) {
  site::SiteOptions options;
  if (given.isUndefined() || given.isNull()) return options;
  options.context = textOr(given["context"], options.context);
  options.siteName = textOr(given["siteName"], options.siteName);
  options.namespaceName = textOr(given["namespace"], options.namespaceName);
  options.release = textOr(given["release"], options.release);
  options.picksStoreFolders = given["picksStoreFolders"].isTrue();
  forEach(given["storeFolders"], [&](const val& folder) { options.storeFolders.push_back(textOr(folder)); });
  return options;
}

site::Arrived arrivedOf(const val& given) {
  site::Arrived arrived;
  arrived.request.method = textOr(given["method"], "GET");
  arrived.request.url = textOr(given["url"]);
  arrived.request.body = takeSecret(given["body"]);
  arrived.remoteAddress = textOr(given["remoteAddress"]);
  forEach(given["headers"],
          [&](const val& header) { arrived.request.headers.push_back({textOr(header[0]), textOr(header[1])}); });
  return arrived;
}

/// What `work` answers of the open site; `internal_error` where the handle names none or memory ran out.
template <class Work>
val withSite(int handle, Work work) {
  const auto found = sites().find(handle);
  if (found == sites().end()) {
    return failure({.code = ErrorCode::internalError, .message = "There is no open site of that handle."});
  }
  try {
    return success(work(found->second));
  } catch (const std::bad_alloc&) {
    return failure({.code = ErrorCode::outOfMemory, .message = "The memory ran out."});
  }
}

val siteOpen(val given, val adminPassword, val found, val now) {
  site::Stored stored;
  forEach(found["files"],
          [&](const val& file) { stored.files.push_back({textOr(file["path"]), toBytes(file["bytes"])}); });
  forEach(found["folders"], [&](const val& folder) { stored.folders.push_back(textOr(folder)); });
  forEach(found["attached"],
          [&](const val& store) { stored.attached.push_back({textOr(store["name"]), textOr(store["fault"])}); });
  auto opened = site::Site::open(optionsOf(given), takeSecret(adminPassword), stored, toInteger(now), platformRandom());
  // The key of the tasks' passcodes is one of the files.
  for (site::StoredFile& file : stored.files) wipe(file.bytes);
  if (!opened) return failure(opened.error());

  static int lastHandle = 0;
  const int handle = ++lastHandle;
  sites().emplace(handle, std::move(opened->site));
  val value = val::object();
  value.set("site", handle);
  value.set("answer", answerOf(std::move(opened->answer)));
  value.set("adminPassword",
            opened->adminPassword.empty() ? val::null() : toUint8Array(opened->adminPassword.reveal()));
  value.set("warnings", listOf(opened->warnings, [](const std::string& warning) { return val(warning); }));
  return success(value);
}

val siteHandle(int handle, val request, val now) {
  return withSite(handle, [&](site::Site& open) {
    return answerOf(open.handle(arrivedOf(request), toInteger(now), platformRandom()));
  });
}

val siteGrant(int handle, const std::string& account, val now) {
  const auto found = sites().find(handle);
  if (found == sites().end()) {
    return failure({.code = ErrorCode::internalError, .message = "There is no open site of that handle."});
  }
  const auto granted = found->second.grant(account, toInteger(now), platformRandom());
  if (!granted) return failure(granted.error());
  val value = val::object();
  value.set("token", toUint8Array(granted->token.reveal()));
  value.set("expires", static_cast<double>(granted->expires));
  return success(value);
}

val siteAccounts(int handle, val given, val now) {
  return withSite(handle, [&](site::Site& open) {
    const site::AccountCommand command{.action = textOr(given["action"]),
                                       .name = textOr(given["name"]),
                                       .role = textOr(given["role"]),
                                       .password = takeSecret(given["password"])};
    return answerOf(open.manageAccounts(command, toInteger(now), platformRandom()));
  });
}

val siteImport(int handle, val given, val now) {
  const auto found = sites().find(handle);
  if (found == sites().end()) {
    return failure({.code = ErrorCode::internalError, .message = "There is no open site of that handle."});
  }
  const site::BackupImport backup{.store = textOr(given["storeName"]),
                                  .manifest = textOr(given["manifest"]),
                                  .username = textOr(given["username"])};
  auto answer = found->second.importBackup(backup, toInteger(now), platformRandom());
  return answer ? success(answerOf(std::move(*answer))) : failure(answer.error());
}

val siteCommit(int handle, double id, val given, val now) {
  return withSite(handle, [&](site::Site& open) {
    std::vector<Bytes> reads;
    forEach(given, [&](const val& bytes) {
      reads.push_back(toBytes(bytes));
      bytes.call<void>("fill", 0);
    });
    const val answer = answerOf(open.commit(static_cast<site::CommitId>(id), reads, toInteger(now)));
    for (Bytes& bytes : reads) wipe(bytes);
    return answer;
  });
}

val siteAbandon(int handle, double id, val error, val) {
  return withSite(handle, [&](site::Site& open) {
    return answerOf(open.abandon(static_cast<site::CommitId>(id), toError(error, ErrorCode::internalError)));
  });
}

val siteJobReported(int handle, const std::string& jobId, const std::string& json, val now) {
  return withSite(handle, [&](site::Site& open) { return answerOf(open.jobReported(jobId, json, toInteger(now))); });
}

val siteJobEnded(int handle, const std::string& jobId, val outcome, val now) {
  return withSite(handle, [&](site::Site& open) {
    const bool isGood = outcome["ok"].isTrue();
    Result<std::string> ended =
        isGood ? Result<std::string>(textOr(outcome["value"], "{}"))
               : Result<std::string>(std::unexpected(toError(outcome["error"], ErrorCode::internalError)));
    return answerOf(open.jobEnded(jobId, std::move(ended), toInteger(now)));
  });
}

val siteTick(int handle, val now) {
  return withSite(handle, [&](site::Site& open) { return answerOf(open.tick(toInteger(now), platformRandom())); });
}

void siteClose(int handle) { sites().erase(handle); }

}  // namespace

EMSCRIPTEN_BINDINGS(holdfast_site) {
  emscripten::function("siteOpen", &siteOpen);
  emscripten::function("siteHandle", &siteHandle);
  emscripten::function("siteGrant", &siteGrant);
  emscripten::function("siteAccounts", &siteAccounts);
  emscripten::function("siteImport", &siteImport);
  emscripten::function("siteCommit", &siteCommit);
  emscripten::function("siteAbandon", &siteAbandon);
  emscripten::function("siteJobReported", &siteJobReported);
  emscripten::function("siteJobEnded", &siteJobEnded);
  emscripten::function("siteTick", &siteTick);
  emscripten::function("siteClose", &siteClose);
}

}  // namespace holdfast::bindings
