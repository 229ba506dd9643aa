// The steps of one call; every step ends in `proceed`, which says what is still missing before the request can go.
#include "api/call.h"

#include "api/request.h"

namespace holdfast::api {
namespace {

/// A reply of this size takes long enough to read that others get their turn meanwhile, bytes.
constexpr std::size_t kLargeReply = std::size_t{256} << 10;

}  // namespace

Call::Call(std::shared_ptr<Session> session, const Endpoint& endpoint, Parameters parameters, Ending ending)
    : session_(std::move(session)),
      endpoint_(endpoint),
      parameters_(std::move(parameters)),
      ending_(ending),
      token_(session_) {}

Action Call::start(EpochMs now) {
  if (auto valid = refuse(validate(endpoint_, parameters_, now, session_->version())); !valid) {
    return Finished{fail(valid)};
  }
  return proceed(now);
}

Action Call::proceed(EpochMs now) {
  if (token_.isWanted(now)) return Authenticate{};
  if (!session_->version() && endpoint_.isVersioned() && !hasLearned_) {
    isLearning_ = true;
    return Send{buildRequest(*session_, *findEndpoint("root"), {}, /*isLegacy=*/false)};
  }
  wasSent_ = true;
  return Send{buildRequest(*session_, endpoint_, parameters_, isLegacy_)};
}

Action Call::authenticated(Result<void> outcome, EpochMs now) {
  if (!outcome && !session_->hasToken(now)) return Finished{fail(outcome)};
  return proceed(now);
}

Action Call::replied(Result<HttpReply> reply, EpochMs now) {
  retryAfter_ = reply ? api::retryAfter(*reply, now) : std::nullopt;
  if (!reply) return judged(fail(reply), now);
  if (ending_ == Ending::handOn && !isLearning_ && reply->body.size() > kLargeReply) {
    reading_.emplace(std::move(*reply), endpoint_.answer);
    return Wait{};
  }
  return judged(readReply(*reply, isLearning_ ? "" : endpoint_.answer), now);
}

Action Call::woke(EpochMs now) {
  if (!reading_) return Flow::woke(now);
  if (reading_->proceed()) return Wait{};
  auto answer = reading_->finish();
  reading_.reset();
  return judged(std::move(answer), now);
}

Action Call::judged(Result<Json> answer, EpochMs now) {
  if (!answer && isTokenRefused(answer.error()) && token_.takesRefusal()) return proceed(now);
  return isLearning_ ? learned(answer, now) : answered(std::move(answer), now);
}

Action Call::learned(const Result<Json>& root, EpochMs now) {
  isLearning_ = false;
  hasLearned_ = true;
  if (!root) {
    const ErrorCode code = root.error().code;
    if (code == ErrorCode::networkFailed || code == ErrorCode::apiUnavailable) return Finished{root};
    // Without a version the newest addresses are tried: a server may hide its root from this account, and the
    // documented sample prints the version in a way that is not JSON.
    return proceed(now);
  }
  const Json* const number = member(*root, "currentVersion");
  const bool isNumber = number != nullptr && number->is_number();
  const auto text = isNumber ? writeJson(*number) : textMember(*root, "currentVersion");
  session_->learnVersion(parseVersion(text ? *text : textMember(*root, "fullVersion").value_or("")));
  if (auto valid = refuse(validate(endpoint_, parameters_, now, session_->version())); !valid) {
    return Finished{fail(valid)};
  }
  return proceed(now);
}

Action Call::answered(Result<Json> answer, EpochMs now) {
  const bool isMissing = !answer && answer.error().code == ErrorCode::apiNotFound;
  if (isMissing && endpoint_.mayStayAtLegacy && !isLegacy_) {
    isLegacy_ = true;
    return proceed(now);
  }
  if (answer && ending_ == Ending::handOn) return HandOn{};
  return Finished{std::move(answer)};
}

Action Sequence::begin(std::string_view operation, Parameters parameters, EpochMs now) {
  call_ = std::make_unique<Call>(session_, *findEndpoint(operation), std::move(parameters));
  return settle(call_->start(now), now);
}

Action Sequence::replied(Result<HttpReply> reply, EpochMs now) {
  return settle(call_->replied(std::move(reply), now), now);
}

Action Sequence::authenticated(Result<void> outcome, EpochMs now) {
  return settle(call_->authenticated(std::move(outcome), now), now);
}

Action Sequence::settle(Action action, EpochMs now) {
  auto* const finished = std::get_if<Finished>(&action);
  if (finished == nullptr) return action;
  return ended(std::move(finished->outcome), now);
}

}  // namespace holdfast::api
