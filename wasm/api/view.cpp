// The steps of one view; every step ends in `proceed`, which says what is still missing before the request can go.
#include "api/view.h"

#include <utility>

#include "api/request.h"
#include "api/response.h"

namespace holdfast::api {

View::View(std::shared_ptr<Session> session, std::string path, std::string format, bool isAnonymous)
    : session_(std::move(session)),
      path_(std::move(path)),
      format_(std::move(format)),
      token_(session_),
      isAnonymous_(isAnonymous),
      isProbing_(format_ == "html" && !isAnonymous) {}

Action View::start(EpochMs now) { return proceed(now); }

Action View::proceed(EpochMs now) {
  if (!isAnonymous_ && token_.isWanted(now)) return Authenticate{};
  return Send{readRequest(*session_, path_, isProbing_ ? "json" : format_)};
}

Action View::authenticated(Result<void> outcome, EpochMs now) {
  if (!outcome && !session_->hasToken(now)) return Finished{fail(outcome)};
  return proceed(now);
}

Action View::replied(Result<HttpReply> reply, EpochMs now) {
  if (!reply) return Finished{fail(reply)};
  auto answer = readReply(*reply, "");
  if (!answer && isTokenRefused(answer.error())) {
    if (isAnonymous_ || !token_.takesRefusal()) return Finished{fail(answer)};
    return proceed(now);
  }
  if (!std::exchange(isProbing_, false)) return Finished{Json::object()};
  return proceed(now);
}

}  // namespace holdfast::api
