// Tokens and locks over a restart, and the OAuth page flow; sections of the reference are named where they rule.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "site_host.h"

namespace holdfast::site {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view kGenerate = "/arcgis/sharing/rest/generateToken";
constexpr std::string_view kRevoke = "/arcgis/sharing/rest/oauth2/revokeToken";
constexpr EpochMs kMinute = 60'000;

int codeOf(const Json& reply) {
  const Json* const error = member(reply, "error");
  return error == nullptr ? 0 : static_cast<int>(integerMember(*error, "code").value_or(-1));
}

void failToSignIn(SiteHost& host, const std::string& username, int times) {
  for (int attempt = 0; attempt < times; ++attempt) host.signIn(username, "wrong password");
}

std::string everyFile(const SiteHost& host) {
  std::string text;
  for (const auto& [path, bytes] : host.files) text += path + std::string(textOf(bytes));
  return text;
}

TEST(Tokens, SurviveARestartUntilTheyEndAndStandInNoFile) {
  SiteHost host;
  host.hashPasswordsCheaply();
  const EpochMs expires = integerMember(host.signIn(), "expires").value();
  host.start();
  EXPECT_EQ(codeOf(host.get(kStore)), 0);
  EXPECT_THAT(everyFile(host), Not(HasSubstr(host.token)));
  host.now = expires;
  host.start();
  EXPECT_EQ(codeOf(host.get(kStore)), 498);
}

TEST(Tokens, KeepWhatTheyAreBoundToOverARestart) {
  SiteHost host;
  host.hashPasswordsCheaply();
  const auto tokenFor = [&](const Fields& terms) {
    host.token.clear();
    Fields fields{{"username", "admin"}, {"password", std::string(kPassword)}};
    fields.insert(fields.end(), terms.begin(), terms.end());
    return textMember(host.post(kGenerate, fields), "token").value_or("");
  };
  const std::string byReferer = tokenFor({{"client", "referer"}, {"referer", "https://page.example"}});
  const std::string byAddress = tokenFor({{"client", "requestip"}});
  const std::string byOther = tokenFor({{"client", "ip"}, {"ip", "192.0.2.1"}});
  const std::string byMapped = tokenFor({{"client", "ip"}, {"ip", "::ffff:127.0.0.1"}});
  host.start();
  const auto ask = [&](const std::string& token, std::vector<api::Header> headers = {}) {
    headers.push_back({"Authorization", "Bearer " + token});
    return codeOf(SiteHost::bodyOf(host.send("GET", std::string(kStore) + "?f=json", {}, std::move(headers))));
  };
  EXPECT_EQ(ask(byReferer, {{"Referer", "https://page.example/view"}}), 0);
  EXPECT_EQ(ask(byReferer, {{"Referer", "https://other.example/"}}), 498);
  EXPECT_EQ(ask(byAddress), 0);
  EXPECT_EQ(ask(byOther), 498);
  EXPECT_EQ(ask(byMapped), 0);
}

TEST(Tokens, AreRevokedBySigningOutForGood) {
  SiteHost host;
  host.hashPasswordsCheaply();
  host.signIn();
  const std::string other = host.token;
  host.signIn();
  EXPECT_EQ(host.post(kRevoke, {{"auth_token", host.token}, {"client_id", "arcgisonline"}}).dump(),
            R"({"success":true})");
  EXPECT_EQ(codeOf(host.get(kStore)), 498);
  host.start();
  EXPECT_EQ(codeOf(host.get(kStore)), 498);
  host.token = other;
  EXPECT_EQ(codeOf(host.get(kStore)), 0) << "the other one stays good";
  EXPECT_EQ(host.post(kRevoke, {{"auth_token", "unknown"}}).dump(), R"({"success":true})") << "RFC 7009, 2.2";
  EXPECT_EQ(codeOf(host.get(kRevoke)), 405);
}

TEST(Tokens, AreAThousandOfAnAccountAtMost) {
  Tokens tokens;
  CountingRandom random;
  const SecretBytes first = tokens.issue({.account = "a", .expires = 1}, random);
  const SecretBytes other = tokens.issue({.account = "b", .expires = 1}, random);
  for (EpochMs number = 0; number < 1000; ++number) (void)tokens.issue({.account = "a", .expires = 2 + number}, random);
  EXPECT_EQ(tokens.countOf("a", 0), 1000U);
  EXPECT_FALSE(tokens.accountOf(first, "", "", 0)) << "the one that ends first went";
  EXPECT_TRUE(tokens.accountOf(other, "", "", 0));
}

TEST(Tokens, ALongRefererIsRefusedBeforeItIsKept) {
  SiteHost host;
  host.hashPasswordsCheaply();
  const Json reply = host.post(kGenerate, {{"username", "admin"},
                                           {"password", std::string(kPassword)},
                                           {"client", "referer"},
                                           {"referer", std::string(2049, 'a')}});
  EXPECT_EQ(codeOf(reply), 400);
}

// A request that carries a token writes nothing: it must stay possible a thousand times a second.
TEST(Tokens, AreReadWithoutWriting) {
  SiteHost host;
  host.hashPasswordsCheaply();
  host.signIn();
  const auto before = host.files;
  host.failure = Error{.code = ErrorCode::storageFailed, .message = "The disk failed."};
  EXPECT_EQ(codeOf(host.get(kStore)), 0);
  EXPECT_EQ(host.files, before);
}

// Nor does a wrong password, which anybody may send: only what locks a name is worth a write.
TEST(Lock, IsAllThatFailuresWrite) {
  SiteHost host;
  host.hashPasswordsCheaply();
  const auto before = host.files;
  failToSignIn(host, "admin", 4);
  failToSignIn(host, "nobody", 4);
  EXPECT_EQ(host.files, before);
  failToSignIn(host, "admin", 1);
  EXPECT_NE(host.files, before);
}

// Whoever must make room signs in although nothing can be written.
TEST(Tokens, AreGrantedOnAFullDisk) {
  SiteHost host;
  host.hashPasswordsCheaply();
  host.failure = Error{.code = ErrorCode::storageFull, .message = "The disk is full."};
  EXPECT_EQ(codeOf(host.signIn()), 0);
  EXPECT_EQ(codeOf(host.get(kStore)), 0);
  failToSignIn(host, "admin", 5);
  EXPECT_THAT(host.signIn().dump(), HasSubstr("locked")) << "failures count all the same";
}

TEST(SignInsFile, WhereItIsDamagedEverybodyIsSignedOutAndTheSiteStarts) {
  SiteHost host;
  host.hashPasswordsCheaply();
  host.signIn();
  const std::string text = R"({"version":1,"tokens":[{"sha256":"zz"}]})";
  host.files["sign-ins.json"] = Bytes(text.begin(), text.end());
  host.start();
  ASSERT_EQ(host.warnings.size(), 1U);
  EXPECT_THAT(host.warnings[0], StartsWith("sign-ins.json is left out"));
  EXPECT_EQ(codeOf(host.get(kStore)), 498);
  EXPECT_EQ(codeOf(host.signIn()), 0);
}

TEST(SignInsFile, ASetBackClockProlongsNothing) {
  SiteHost host;
  host.hashPasswordsCheaply();
  host.signIn();
  failToSignIn(host, "other", 5);
  host.now -= 365 * 24 * 60 * kMinute;
  host.start();
  EXPECT_THAT(host.signIn("other").dump(), HasSubstr("locked"));
  host.now += 15 * kMinute;
  EXPECT_THAT(host.signIn("other").dump(), HasSubstr("Invalid username or password."));
}

// Design section 5, accounts.
TEST(Lock, SurvivesARestartAndSaysUntilWhen) {
  SiteHost host;
  failToSignIn(host, "admin", 5);
  const std::string until = isoTime(host.now + 15 * kMinute);
  host.now += kMinute;
  host.start();
  const Json reply = host.signIn();
  EXPECT_EQ(codeOf(reply), 400);
  EXPECT_THAT(reply.dump(), HasSubstr("locked until " + until));
  host.now += 14 * kMinute;
  EXPECT_EQ(codeOf(host.signIn()), 0);
}

TEST(Lock, ASuccessResetsTheCount) {
  SiteHost host;
  for (int round = 0; round < 2; ++round) {
    failToSignIn(host, "admin", 4);
    EXPECT_EQ(codeOf(host.signIn()), 0);
    host.start();
  }
}

TEST(Lock, TellsNothingOfWhichNamesExist) {
  SiteHost host;
  for (const bool isRestarted : {false, true}) {
    for (int attempt = 0; attempt < 6; ++attempt) {
      const Json known = host.signIn("admin", "wrong password");
      EXPECT_EQ(host.signIn("nobody", "wrong password"), known);
    }
    if (!isRestarted) host.start();
  }
}

TEST(Lock, WhatWasTypedAsANameStandsInNoFile) {
  SiteHost host;
  failToSignIn(host, "my password by mistake", 5);
  EXPECT_TRUE(host.files.contains("sign-ins.json"));
  EXPECT_THAT(everyFile(host), Not(HasSubstr("by mistake")));
}

TEST(Lock, ForgetsTheFewestFailuresFirst) {
  SignInGuard guard;
  for (int attempt = 1; attempt <= 5; ++attempt) EXPECT_EQ(guard.failed("locked", 1), attempt == 5);
  for (int attempt = 0; attempt < 4; ++attempt) EXPECT_FALSE(guard.failed("four", 1));
  for (int number = 0; number < 3000; ++number) EXPECT_FALSE(guard.failed(std::to_string(number), 2));
  EXPECT_EQ(guard.failures().size(), 1000U);
  EXPECT_TRUE(guard.lockedUntil("locked", 3));
  EXPECT_TRUE(guard.failed("four", 3)) << "its four failures were not forgotten";
}

// Section 12.1, step 3, the default way of the arcgis package.
class OAuth : public testing::Test {
 protected:
  OAuth() { host.hashPasswordsCheaply(); }

  std::string authorize(const std::string& redirect, std::vector<api::Header> headers = {}) {
    const auto reply =
        host.send("GET",
                  "/arcgis/sharing/rest/oauth2/authorize?client_id=pythonapi&response_type=token&state=x%26y"
                  "&expiration=20160&redirect_uri=" +
                      api::encodePathSegment(redirect),
                  {}, std::move(headers));
    return std::string(textOf(reply.body));
  }

  static std::string stateIn(const std::string& page) {
    constexpr std::string_view kMark = R"({"oauth_state":")";
    const std::size_t at = page.find(kMark);
    if (at == std::string::npos) return {};
    return page.substr(at + kMark.size(), page.find('"', at + kMark.size()) - at - kMark.size());
  }

  api::HttpReply signIn(const std::string& state, const std::string& password = std::string(kPassword),
                        std::vector<api::Header> headers = {}) {
    api::Form form;
    form.add("oauth_state", state);
    form.add("username", "admin");
    form.add("password", password);
    const SecretBytes body = api::encodeForm(form);
    return host.send("POST", "/arcgis/sharing/oauth2/signin", textOf(body.reveal()), std::move(headers));
  }

  SiteHost host;
};

TEST_F(OAuth, GivesAProgramATokenInTheFragment) {
  const auto reply = signIn(stateIn(authorize("https://localhost:8080")));
  EXPECT_EQ(reply.status, 303);
  const std::string location(api::headerValue(reply.headers, "location").value_or(""));
  ASSERT_THAT(location, StartsWith("https://localhost:8080#access_token="));
  EXPECT_THAT(location, HasSubstr("&expires_in=86400&username=admin&ssl=false&state=x%26y"));
  host.token = location.substr(location.find('=') + 1, 64);
  EXPECT_EQ(codeOf(host.get(kStore)), 0);
}

TEST_F(OAuth, SendsNoTokenAnywhereElse) {
  for (const char* const address :
       {"https://evil.example", "https://localhost:8080.evil.example/", "https://localhost:8081",
        "https://x@localhost:8080/", "javascript:alert(1)", "//localhost:8080", "",
        "https://localhost:8080/\r\nSet-Cookie: a=b", "https://localhost:8080/#x"}) {
    const std::string page = authorize(address);
    EXPECT_THAT(page, HasSubstr("Invalid redirect_uri")) << address;
    EXPECT_EQ(stateIn(page), "") << address;
  }
}

TEST_F(OAuth, RefusesWrongPasswordsAndCountsThem) {
  const std::string state = stateIn(authorize("urn:ietf:wg:oauth:2.0:oob"));
  for (int attempt = 0; attempt < 5; ++attempt) {
    const auto reply = signIn(state, "wrong password");
    EXPECT_FALSE(api::headerValue(reply.headers, "location"));
    EXPECT_THAT(std::string(textOf(reply.body)), HasSubstr("Invalid username or password."));
  }
  EXPECT_THAT(std::string(textOf(signIn(state).body)), HasSubstr("locked until"));
}

TEST_F(OAuth, TakesNoStateOfItsOwnMakingAndNoOldOne) {
  std::string state = stateIn(authorize("https://localhost:8080"));
  std::string changed = state;
  changed[3] = changed[3] == 'A' ? 'B' : 'A';
  for (const std::string& wrong : {std::string(), std::string("."), changed, state.substr(0, state.find('.'))}) {
    EXPECT_FALSE(api::headerValue(signIn(wrong).headers, "location")) << wrong;
  }
  host.now += 10 * kMinute + 1;
  EXPECT_FALSE(api::headerValue(signIn(state).headers, "location"));
}

// No page can lead anybody's browser into it, so that no token comes to stand in a history.
TEST_F(OAuth, IsNotForBrowsers) {
  EXPECT_EQ(stateIn(authorize("https://localhost:8080", {{"Sec-Fetch-Site", "cross-site"}})), "");
  const std::string state = stateIn(authorize("https://localhost:8080"));
  for (const char* const origin : {"https://evil.example", "http://localhost:8080", "null"}) {
    EXPECT_FALSE(api::headerValue(signIn(state, std::string(kPassword), {{"Origin", origin}}).headers, "location"));
  }
}

TEST_F(OAuth, OffersNoOtherGrant) {
  const auto reply = host.send("GET",
                               "/arcgis/sharing/rest/oauth2/authorize?f=json&client_id=a&response_type=code"
                               "&redirect_uri=urn%3Aietf%3Awg%3Aoauth%3A2.0%3Aoob");
  EXPECT_EQ(codeOf(SiteHost::bodyOf(reply)), 501);
}

}  // namespace
}  // namespace holdfast::site
