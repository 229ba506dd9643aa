// generateToken (reference section 9): POST, everything in the body, bound to the referer where there is one.
#include "api/sign_in.h"

#include "api/form.h"
#include "api/response.h"

namespace holdfast::api {
namespace {

constexpr std::string_view kMinutes = "60";

/// Whether a server's words say that the account is locked (they have no code of their own).
bool saysLocked(const Error& error) {
  for (const std::string& words : error.details) {
    if (words.find("locked") != std::string::npos || words.find("too many") != std::string::npos) return true;
  }
  return false;
}

Error refusalOf(Error error) {
  if (isPassing(error)) return error;
  const bool isLocked = saysLocked(error);
  error.code = isLocked ? ErrorCode::accountLocked : ErrorCode::signInRefused;
  error.message = isLocked ? "The account is locked for a while after too many failed sign-ins; wait, then try again."
                           : "The server did not accept the username and password.";
  return error;
}

}  // namespace

Action SignIn::start(EpochMs) { return AskCredentials{}; }

Action SignIn::credentialed(Result<Credentials> credentials, EpochMs now) {
  if (!credentials) return Finished{fail(credentials)};
  if (!credentials->token.empty()) {
    if (session_->isRefused(credentials->token)) {
      return Finished{fail(ErrorCode::tokenExpired, "The server refused this token; a new one is needed.")};
    }
    session_->grant(std::move(credentials->token), credentials->expires, now);
    return Finished{Json::object()};
  }
  if (credentials->username.empty() || credentials->password.empty()) {
    return Finished{fail(ErrorCode::tokenRequired, "A token, or a username and password, is needed to sign in.")};
  }
  Form form;
  form.add("username", credentials->username);
  form.add("password", credentials->password);
  form.add("client", session_->referer().empty() ? "requestip" : "referer");
  if (!session_->referer().empty()) form.add("referer", session_->referer());
  form.add("expiration", kMinutes);
  form.add("f", "json");
  HttpRequest request;
  request.method = "POST";
  request.url = session_->tokenAddress();
  request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
  if (!session_->referer().empty()) request.headers.push_back({"Referer", session_->referer()});
  request.body = encodeForm(form);
  return Send{std::move(request)};
}

Action SignIn::replied(Result<HttpReply> reply, EpochMs now) {
  if (!reply) return Finished{fail(reply)};
  auto answer = readReply(*reply, "token");
  wipe(reply->body);
  if (!answer) return Finished{std::unexpected(refusalOf(std::move(answer.error())))};
  auto* const token = answer->find("token")->get_ptr<std::string*>();
  if (token == nullptr || token->empty()) {
    return Finished{fail(ErrorCode::replyUnexpected, "The server's answer holds no token.", "token")};
  }
  session_->grant(SecretBytes(bytesOf(*token)), integerMember(*answer, "expires").value_or(0), now);
  wipe({reinterpret_cast<std::uint8_t*>(token->data()), token->size()});
  return Finished{Json::object()};
}

}  // namespace holdfast::api
