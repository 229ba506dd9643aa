// The shape of every flow over HTTP: a machine that is told what happened and says what to do next, without I/O.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "api/http.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace holdfast::api {

/// Send this request; the answer comes back through `Flow::replied`.
struct Send {
  HttpRequest request;
};

/// Do nothing for `delay` milliseconds, then call `Flow::woke`; 0: after others have had their turn.
struct Wait {
  EpochMs delay = 0;
};

/// Ask the caller for credentials (its `credentials()` callback); the answer comes through `Flow::credentialed`.
/// Only signing in (api/sign_in.h) does.
struct AskCredentials {};

/// Let the connection get a fresh token, or join the sign-in that is under way: there is one at a time for all flows.
/// How it ended comes through `Flow::authenticated`.
struct Authenticate {};

/// The flow has ended: its value, or why there is none.
struct Finished {
  Result<Json> outcome;
};

/// The flow has ended well: its value is the JSON of the last reply, as it came.
struct HandOn {};

using Action = std::variant<Send, Wait, AskCredentials, Authenticate, Finished, HandOn>;

/// What a caller answers: a token it already has, or an account.
struct Credentials {
  std::string username;
  SecretBytes password;
  SecretBytes token;
  EpochMs expires = 0;  // of the token; 0: not known
};

/// A machine without I/O and without a clock: each input carries the time, each answer is the one next thing to do. An
/// input a flow never asked for ends it with `internalError`.
class Flow {
 public:
  virtual ~Flow() = default;
  virtual Action start(EpochMs now) = 0;
  /// The reply to the last `Send`, or `networkFailed` where none arrived.
  virtual Action replied(Result<HttpReply> reply, EpochMs now) = 0;
  virtual Action woke(EpochMs now);
  virtual Action credentialed(Result<Credentials> credentials, EpochMs now);
  virtual Action authenticated(Result<void> outcome, EpochMs now);
  /// News for whoever watches (a job's state, say), oldest first; taken after each step.
  virtual std::vector<Json> takeUpdates() { return {}; }
};

}  // namespace holdfast::api
