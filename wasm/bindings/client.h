// The client's calls as JavaScript sees them: values in, tagged values or promises of them out; decides nothing.
#pragma once

#include <emscripten/val.h>

#include <memory>
#include <string>

#include "api/session.h"

namespace holdfast::bindings {

/// A connection's state, held by JavaScript.
struct Connection {
  std::shared_ptr<api::Session> session;
};

/// A connection with `root`, told the server's `version` ("" where it is to be learned) and the app's `referer` ("" for
/// none). Tagged.
[[nodiscard]] emscripten::val openConnection(const std::string& root, const std::string& referer,
                                             const std::string& version);

/// `{issues, advice}` of an operation's parameters at `now`; `values` a plain object, `secrets` an object of
/// `Uint8Array`s, which are wiped. `version` "" rests the rules that depend on it. Tagged.
[[nodiscard]] emscripten::val validateParameters(const std::string& operation, const emscripten::val& values,
                                                 const emscripten::val& secrets, double now, const std::string& version,
                                                 bool isWhole);

/// The first `count` runs after `from` (epoch milliseconds, in GMT) of a schedule, a plain object of the five cron
/// fields: a list of epoch milliseconds, tagged.
[[nodiscard]] emscripten::val nextRuns(const emscripten::val& cron, double from, unsigned count);

/// Runs one operation; a promise of its reply's JSON, tagged. `host` as for `drive`.
[[nodiscard]] emscripten::val runCall(const std::shared_ptr<Connection>& connection, const std::string& operation,
                                      const emscripten::val& values, const emscripten::val& secrets,
                                      const emscripten::val& host);
/// Submits `createBackup` or `restoreBackup`; a promise of `{jobid, status, subject}`, tagged.
[[nodiscard]] emscripten::val runSubmit(const std::shared_ptr<Connection>& connection, const std::string& operation,
                                        const emscripten::val& values, const emscripten::val& secrets,
                                        const emscripten::val& host);
/// Watches a job (`jobId` "" where the server named none); updates go to `host.update`; a promise of its result,
/// tagged.
[[nodiscard]] emscripten::val runWatch(const std::shared_ptr<Connection>& connection, const std::string& jobId,
                                       const emscripten::val& subject, const emscripten::val& host);
/// Reads the resource at `path` below the root in `format` (api/view.h); a promise of an empty object, tagged: the
/// reply is the last one that `host.fetch` answered.
[[nodiscard]] emscripten::val runView(const std::shared_ptr<Connection>& connection, const std::string& path,
                                      const std::string& format, bool isAnonymous, const emscripten::val& host);
/// Gets a fresh token; a promise, tagged.
[[nodiscard]] emscripten::val runSignIn(const std::shared_ptr<Connection>& connection, const emscripten::val& host);
/// Forgets the token and revokes it at the server; a promise of a tagged `{revoked}`, which never fails but by ending.
[[nodiscard]] emscripten::val runSignOut(const std::shared_ptr<Connection>& connection, const emscripten::val& host);

/// `{token, expires}`, or null.
[[nodiscard]] emscripten::val currentToken(const std::shared_ptr<Connection>& connection);
/// The server's version as far as it is known, or "".
[[nodiscard]] std::string knownVersion(const std::shared_ptr<Connection>& connection);

/// Every stable code: a list of `{code, kind, meaning}`.
[[nodiscard]] emscripten::val listErrorCodes();
/// Every sentence of the core that has a name of its own: a list of `{sentence, message}`, with places for values in
/// the message.
[[nodiscard]] emscripten::val listSentences();
/// Every operation: a list of `{operation, method, path, from, parameters}`.
[[nodiscard]] emscripten::val listOperations();

}  // namespace holdfast::bindings
