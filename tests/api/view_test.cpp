// Reading a resource as it is: when a sign-in is asked for, and that a form to sign in with is not taken for a
// resource.
#include "api/view.h"

#include <gtest/gtest.h>

#include "support/script.h"

namespace holdfast::api {
namespace {

using test::jsonReply;
using test::openSession;
using test::Script;
using Addresses = std::vector<std::string>;

constexpr std::string_view kRoot = "https://host.example/context/admin/";
constexpr auto kRefused = R"({"error":{"code":498,"message":"Invalid token.","details":[]}})";
constexpr auto kMissing = R"({"error":{"code":404,"message":"None.","details":[]}})";

Result<Json> view(Script& script, const std::shared_ptr<Session>& session, std::string format,
                  bool isAnonymous = false) {
  View flow(session, "jobs", std::move(format), isAnonymous);
  return script.run(flow);
}

TEST(View, RefreshesOnceAndRetriesOnce) {
  const auto session = openSession();
  Script script(session);
  script.tokens = {"old", "new"};
  script.on("jobs", {jsonReply(kRefused), jsonReply(R"({"jobs":[]})")});
  EXPECT_TRUE(view(script, session, "pjson").has_value());
  EXPECT_EQ(script.signIns, 2);
  EXPECT_EQ(script.addresses, Addresses(2, std::string(kRoot) + "jobs?f=pjson"));

  Script stubborn(session);
  stubborn.on("jobs", {jsonReply(kRefused)});
  const auto answer = view(stubborn, session, "json");
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, ErrorCode::tokenExpired);
  EXPECT_EQ(stubborn.requests.size(), 2U);
}

TEST(View, AsksForJsonBeforeAPageThatMayBeAFormToSignInWith) {
  const auto session = openSession();
  Script script(session);
  script.tokens = {"old", "new"};
  script.on("jobs", {jsonReply(kRefused), jsonReply(R"({"jobs":[]})"), jsonReply("<html>")});
  EXPECT_TRUE(view(script, session, "html").has_value());
  EXPECT_EQ(script.addresses, (Addresses{std::string(kRoot) + "jobs?f=json", std::string(kRoot) + "jobs?f=json",
                                         std::string(kRoot) + "jobs?f=html"}));
}

TEST(View, TakesEveryOtherFaultForTheResource) {
  const auto session = openSession();
  Script script(session);
  script.on("jobs", {jsonReply(kMissing), jsonReply("<html>", 500)});
  EXPECT_TRUE(view(script, session, "json").has_value());
  EXPECT_TRUE(view(script, session, "pjson").has_value());
}

TEST(View, GoesWithoutATokenWhereNobodyCanSignIn) {
  const auto session = openSession();
  Script script(session);
  script.on("jobs", {jsonReply("<html>"), jsonReply(kRefused)});
  EXPECT_TRUE(view(script, session, "html", /*isAnonymous=*/true).has_value());
  EXPECT_FALSE(view(script, session, "json", /*isAnonymous=*/true).has_value());
  EXPECT_EQ(script.signIns, 0);
}

}  // namespace
}  // namespace holdfast::api
