// A local site with its files in memory and its clock in hand, for the tests of the routes.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "age/age.h"
#include "api/form.h"
#include "base/hex.h"
#include "base/json.h"
#include "crypto/scrypt.h"
#include "site/site.h"
#include "support/counting_random.h"

namespace holdfast::site {

using tests::CountingRandom;

using Fields = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::string_view kOrigin = "http://localhost:8080";
inline constexpr std::string_view kAdmin = "/arcgis/admin";
inline constexpr std::string_view kStore = "/arcgis/admin/system/disasterrecovery/stores/default";
inline constexpr std::string_view kPassword = "a password of tests";

class SiteHost {
 public:
  SiteHost() { start(); }

  /// Starts the site anew from the files there are.
  void start() {
    Stored stored{.files = {}, .folders = folders, .attached = attached};
    for (const auto& [path, bytes] : files) stored.files.push_back({path, bytes});
    auto opened = Site::open(options, SecretBytes(bytesOf(kPassword)), stored, now, random);
    site.emplace(std::move(opened.value().site));
    warnings = opened->warnings;
    settle(std::move(opened->answer));
  }

  /// Makes the password of admin one that is checked at once: for tests that sign in often.
  void hashPasswordsCheaply() {
    Json stored = parseJson(textOf(files["site.json"])).value();
    Json& account = stored["accounts"][0];
    const Bytes salt(16);
    const auto key = crypto::scrypt(SecretBytes(bytesOf(kPassword)), salt, {.workFactor = 1}, 32);
    account["salt"] = encodeHex(salt);
    account["key"] = encodeHex(key.value().reveal());
    account["workFactor"] = 1;
    const std::string text = writeJson(stored);
    files["site.json"] = Bytes(text.begin(), text.end());
    start();
  }

  api::HttpReply send(std::string method, std::string url, std::string_view body = {},
                      std::vector<api::Header> headers = {}) {
    Arrived arrived{{.method = std::move(method),
                     .url = std::string(kOrigin) + url,
                     .headers = std::move(headers),
                     .body = SecretBytes(bytesOf(body))},
                    "127.0.0.1"};
    auto reply = settle(site->handle(arrived, now, random));
    return reply.value_or(api::HttpReply{.status = 0, .headers = {}, .body = {}});
  }

  Json get(std::string_view path, std::string_view query = "f=json") {
    return bodyOf(send("GET", std::string(path) + "?" + std::string(query), {}, bearer()));
  }

  Json post(std::string_view path, const Fields& fields) {
    api::Form form;
    form.add("f", "json");
    if (!token.empty()) form.add("token", token);
    for (const auto& [name, value] : fields) form.add(name, value);
    const SecretBytes body = api::encodeForm(form);
    return bodyOf(send("POST", std::string(path), textOf(body.reveal())));
  }

  Json signIn(std::string_view username = "admin", std::string_view password = kPassword) {
    token.clear();
    const Json reply = post("/arcgis/sharing/rest/generateToken",
                            {{"username", std::string(username)}, {"password", std::string(password)}});
    token = textMember(reply, "token").value_or("");
    return reply;
  }

  /// Starts a backup and ends its job as the worker would.
  void makeBackup(const std::string& name) {
    post(std::string(kStore) + "/backups/create", {{"name", name}, {"passcode", "passcode"}});
    endBackup(name);
  }

  void endBackup(const std::string& name) {
    const Json manifest = {{"backupName", name},
                           {"backupStore", "default"},
                           {"retentionDate", -1},
                           {"startTime", now},
                           {"status", "completed"}};
    const std::string text = writeJson(manifest);
    files["stores/default/" + name + "/backup.json"] = Bytes(text.begin(), text.end());
    settle(site->jobEnded(started.back(), writeJson({{"manifest", manifest}, {"stages", Json::array()}}), now));
  }

  static Json bodyOf(const api::HttpReply& reply) { return parseJson(textOf(reply.body)).value_or(Json()); }

  std::vector<api::Header> bearer() const {
    if (token.empty()) return {};
    return {{"Authorization", "Bearer " + token}};
  }

  /// Does what `answer` asks, to the end.
  std::optional<api::HttpReply> settle(Answer answer) {
    while (true) {
      for (JobToStart& job : answer.jobs) {
        started.push_back(job.jobId);
        inputs.push_back(job.inputJson);
        secrets.push_back(std::move(job.secret));
      }
      cancelled.insert(cancelled.end(), answer.cancel.begin(), answer.cancel.end());
      const auto isRemoval = [](const HostCall& call) { return std::holds_alternative<RemoveData>(call); };
      if (!answer.calls.empty() && failure && (!failsRemovals || std::ranges::any_of(answer.calls, isRemoval))) {
        if (answer.commit == 0) return answer.reply;
        answer = site->abandon(answer.commit, *failure);
        continue;
      }
      const auto reads = perform(answer.calls);
      if (!reads) {
        answer = site->abandon(answer.commit, reads.error());
        continue;
      }
      if (answer.commit == 0) return std::move(answer.reply);
      answer = site->commit(answer.commit, *reads, now);
    }
  }

  CountingRandom random;
  EpochMs now = 1'700'000'000'000;
  std::map<std::string, Bytes> files;
  SiteOptions options;
  std::vector<std::string> folders;
  /// The stores whose folders lie elsewhere, as a host tells them at the start.
  std::vector<AttachedStore> attached;
  /// What a folder elsewhere holds, by its path: the names of backups and their manifests.
  std::map<std::string, std::map<std::string, std::string>> elsewhere;
  std::vector<std::string> warnings;
  std::optional<Site> site;
  std::string token;
  std::vector<std::string> started, inputs, cancelled;
  std::vector<SecretBytes> secrets;
  /// Where set, every storage call fails so.
  std::optional<Error> failure;
  /// `failure` is that of removals alone.
  bool failsRemovals = false;

 private:
  /// As the unlock job would, from the archive alone.
  Result<Bytes> unlock(const UnlockBackup& call) {
    const Json input = parseJson(call.inputJson).value();
    const Bytes& archive = files[*textMember(input, "folder") + "/content.tar.zst.age"];
    auto fileKey = age::unlock(archive, *call.passcode, {}, {.isWhole = true});
    if (!fileKey) return fail(fileKey);
    return Bytes((*fileKey)->reveal().begin(), (*fileKey)->reveal().end());
  }

  /// The names of the backups in the folder that `path` stands for, whose manifests become files below `path`.
  Bytes backupsAt(const std::string& path) {
    Bytes names;
    for (const auto& [name, manifest] : elsewhere[folderOf[path]]) {
      names.insert(names.end(), name.begin(), name.end());
      names.push_back(0);
      files[path + "/" + name + "/backup.json"] = Bytes(manifest.begin(), manifest.end());
    }
    return names;
  }

  std::map<std::string, std::string> folderOf;

  Result<std::vector<Bytes>> perform(const std::vector<HostCall>& calls) {
    std::vector<Bytes> reads;
    for (const HostCall& call : calls) {
      if (const auto* replace = std::get_if<ReplaceData>(&call)) files[replace->path] = replace->bytes;
      if (const auto* attach = std::get_if<AttachStore>(&call)) {
        folderOf[attach->path] = attach->folder;
        reads.push_back(backupsAt(attach->path));
      }
      if (const auto* takenUp = std::get_if<TakeUpStore>(&call)) reads.push_back(backupsAt(takenUp->path));
      if (const auto* detach = std::get_if<DetachStore>(&call)) detached.push_back(detach->path);
      if (const auto* read = std::get_if<ReadData>(&call)) reads.push_back(files[read->path]);
      if (const auto* unlocking = std::get_if<UnlockBackup>(&call)) {
        auto fileKey = unlock(*unlocking);
        if (!fileKey) return fail(fileKey);
        reads.push_back(*fileKey);
      }
      if (const auto* remove = std::get_if<RemoveData>(&call)) {
        removed.push_back(remove->path);
        std::erase_if(files, [&](const auto& file) {
          return file.first == remove->path || file.first.starts_with(remove->path + "/");
        });
      }
    }
    return reads;
  }

 public:
  std::vector<std::string> removed, detached;
};

}  // namespace holdfast::site
