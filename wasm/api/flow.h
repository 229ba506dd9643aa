// The shape of every flow over HTTP: a machine that is told what happened and says what to do next, without I/O.
#pragma once

#include <variant>

#include "api/http.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace holdfast::api {

/// Send this request; the answer comes back through `Flow::replied`.
struct Send {
  HttpRequest request;
};

/// Do nothing for `delay` milliseconds (0 or more), then call `Flow::woke`.
struct Wait {
  EpochMs delay = 0;
};

/// Ask the caller for fresh credentials (its `credentials()` callback); the answer comes through `Flow::credentialed`.
struct AskCredentials {};

/// The flow has ended: its value, or why there is none.
struct Finished {
  Result<Json> outcome;
};

using Action = std::variant<Send, Wait, AskCredentials, Finished>;

/// A machine without I/O and without a clock: each input carries the time, each answer is the one next thing to do.
class Flow {
 public:
  virtual ~Flow() = default;
  virtual Action start(EpochMs now) = 0;
  /// The reply to the last `Send`, or `networkFailed` where none arrived.
  virtual Action replied(Result<HttpReply> reply, EpochMs now) = 0;
  virtual Action woke(EpochMs now) = 0;
  /// News for whoever watches (a job's state, say), oldest first; taken after each step.
  virtual std::vector<Json> takeUpdates() { return {}; }
};

}  // namespace holdfast::api
