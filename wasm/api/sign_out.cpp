// One request; `client_id` is the one of the portal's own pages, since a token of generateToken belongs to no app.
#include "api/sign_out.h"

#include "api/form.h"
#include "api/response.h"

namespace holdfast::api {
namespace {

Finished ended(bool isRevoked) { return {Json{{"revoked", isRevoked}}}; }

}  // namespace

Action SignOut::start(EpochMs) {
  if (session_->token().empty()) return ended(false);
  Form form;
  form.add("auth_token", session_->token());
  form.add("client_id", "arcgisonline");
  form.add("f", "json");
  session_->forget();
  HttpRequest request;
  request.method = "POST";
  request.url = session_->revokeAddress();
  request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
  if (!session_->referer().empty()) request.headers.push_back({"Referer", session_->referer()});
  request.body = encodeForm(form);
  return Send{std::move(request)};
}

Action SignOut::replied(Result<HttpReply> reply, EpochMs) {
  if (!reply) return ended(false);
  const auto answer = readReply(*reply, "success");
  return ended(answer && booleanMember(*answer, "success").value_or(false));
}

}  // namespace holdfast::api
