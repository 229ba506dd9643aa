// One operation from validation to its answer, and the base of flows made of several; no I/O.
#pragma once

#include <memory>
#include <optional>

#include "api/flow.h"
#include "api/response.h"
#include "api/token_use.h"
#include "api/validate.h"

namespace holdfast::api {

/// Validates, signs in where needed, learns the server's version where the operation depends on it, sends, and repeats
/// once with a fresh token where the server wants another (498, 499). Ends with the reply's JSON, or, where nothing but
/// what it says of the operation is wanted here, with `HandOn`.
class Call final : public Flow {
 public:
  enum class Ending { json, handOn };
  Call(std::shared_ptr<Session> session, const Endpoint& endpoint, Parameters parameters, Ending ending = Ending::json);

  Action start(EpochMs now) override;
  Action replied(Result<HttpReply> reply, EpochMs now) override;
  Action woke(EpochMs now) override;
  Action authenticated(Result<void> outcome, EpochMs now) override;

  /// Milliseconds the last reply asked to wait, or nothing.
  [[nodiscard]] std::optional<EpochMs> retryAfter() const { return retryAfter_; }
  /// Whether the operation itself, not only what precedes it, has gone out.
  [[nodiscard]] bool wasSent() const { return wasSent_; }

 private:
  Action proceed(EpochMs now);
  Action judged(Result<Json> answer, EpochMs now);
  Action learned(const Result<Json>& root, EpochMs now);
  Action answered(Result<Json> answer, EpochMs now);

  std::shared_ptr<Session> session_;
  const Endpoint& endpoint_;
  Parameters parameters_;
  Ending ending_;
  std::optional<ReplyInPieces> reading_;
  TokenUse token_;
  std::optional<EpochMs> retryAfter_;
  bool hasLearned_ = false;
  bool isLearning_ = false;
  bool isLegacy_ = false;
  bool wasSent_ = false;
};

/// A flow made of calls, one after another.
class Sequence : public Flow {
 public:
  Action replied(Result<HttpReply> reply, EpochMs now) final;
  Action authenticated(Result<void> outcome, EpochMs now) final;

 protected:
  explicit Sequence(std::shared_ptr<Session> session) : session_(std::move(session)) {}
  /// Starts the next call; `ended` is told how it ends.
  Action begin(std::string_view operation, Parameters parameters, EpochMs now);
  virtual Action ended(Result<Json> outcome, EpochMs now) = 0;
  [[nodiscard]] const Call& lastCall() const { return *call_; }
  [[nodiscard]] Session& session() const { return *session_; }

 private:
  Action settle(Action action, EpochMs now);

  std::shared_ptr<Session> session_;
  std::unique_ptr<Call> call_;
};

}  // namespace holdfast::api
