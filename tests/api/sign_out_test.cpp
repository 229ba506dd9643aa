// Signing out: the token goes to the server to be revoked, and is forgotten whatever the server makes of it.
#include "api/sign_out.h"

#include <gtest/gtest.h>

#include "support/script.h"

namespace holdfast::api {
namespace {

using test::jsonReply;
using test::lostReply;
using test::openSession;

std::shared_ptr<Session> signedInSession() {
  auto session = openSession();
  session->grant(SecretBytes(bytesOf("a token")), 0, 1'800'000'000'000);
  return session;
}

bool isRevokedAfter(Result<HttpReply> reply) {
  SignOut flow(signedInSession());
  (void)flow.start(1'800'000'000'000);
  const Action action = flow.replied(std::move(reply), 1'800'000'000'000);
  return std::get<Finished>(action).outcome.value()["revoked"].get<bool>();
}

TEST(SignOut, SendsTheTokenInTheBodyAndForgetsItAtOnce) {
  const auto session = signedInSession();
  SignOut flow(session);
  const Action action = flow.start(1'800'000'000'000);
  const HttpRequest& request = std::get<Send>(action).request;
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://host.example/context/sharing/rest/oauth2/revokeToken");
  EXPECT_EQ(textOf(request.body.reveal()), "auth_token=a+token&client_id=arcgisonline&f=json");
  EXPECT_TRUE(request.bearer.empty());
  EXPECT_TRUE(session->token().empty());
}

TEST(SignOut, TellsWhetherTheServerHasRevokedItAndNeverFails) {
  EXPECT_TRUE(isRevokedAfter(jsonReply(R"({"success":true})")));
  EXPECT_FALSE(isRevokedAfter(jsonReply(R"({"success":false})")));
  EXPECT_FALSE(isRevokedAfter(jsonReply(R"({"error":{"code":400,"message":"Invalid client_id","details":[]}})")));
  EXPECT_FALSE(isRevokedAfter(jsonReply("<html>", 404)));
  EXPECT_FALSE(isRevokedAfter(lostReply()));
}

TEST(SignOut, AsksNothingWithoutAToken) {
  SignOut flow(openSession());
  const Action action = flow.start(1'800'000'000'000);
  EXPECT_EQ(std::get<Finished>(action).outcome.value().dump(), R"({"revoked":false})");
}

}  // namespace
}  // namespace holdfast::api
