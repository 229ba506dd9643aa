// Every way a server says no (reference section 10; shapes as arcgis-rest-js tests them).
#include "api/response.h"

#include <gtest/gtest.h>

#include "support/script.h"

namespace holdfast::api {
namespace {

struct Case {
  const char* name;
  int status;
  const char* body;
  ErrorCode code;
  int apiCode;
  const char* words;
};

class Refusal : public testing::TestWithParam<Case> {};

TEST_P(Refusal, IsToldApart) {
  const Case& expected = GetParam();
  const auto answer = readReply(test::jsonReply(expected.body, expected.status));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, expected.code) << answer.error().message;
  EXPECT_EQ(answer.error().apiCode, expected.apiCode);
  const std::string first = answer.error().details.empty() ? "" : answer.error().details.front();
  EXPECT_EQ(first, expected.words);
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, Refusal,
    testing::Values(
        Case{"Error200", 200, R"({"error":{"code":400,"message":"bad","details":["name"]}})", ErrorCode::apiBadRequest,
             400, "bad"},
        Case{"DetailsNull", 200, R"({"error":{"code":500,"message":"JSONObject[\"x\"] not found.","details":null}})",
             ErrorCode::apiError, 500, "JSONObject[\"x\"] not found."},
        Case{"MessageCode", 200, R"({"error":{"code":403,"messageCode":"GWM_0003","message":"no","details":[]}})",
             ErrorCode::privilegeMissing, 403, "no"},
        Case{"WrongPasscode", 200,
             R"({"error":{"code":400,"message":"no key","details":[],"messageCode":"passcode_wrong"}})",
             ErrorCode::passcodeWrong, 400, ""},
        Case{"ChangedFile", 200,
             R"({"error":{"code":500,"message":"other","details":["more"],"messageCode":"file_changed"}})",
             ErrorCode::fileChanged, 500, "more"},
        Case{"NoOtherCodeOfOurs", 200,
             R"({"error":{"code":400,"message":"no","details":[],"messageCode":"token_required"}})",
             ErrorCode::apiBadRequest, 400, "no"},
        Case{"Token498", 200, R"({"error":{"code":498,"message":"Invalid token.","details":[]}})",
             ErrorCode::tokenExpired, 498, "Invalid token."},
        Case{"Token499", 200, R"({"error":{"code":499,"message":"Token Required","details":[]}})",
             ErrorCode::tokenRequired, 499, "Token Required"},
        Case{"Administrator", 200, R"({"status":"error","messages":["Token not found"],"code":499})",
             ErrorCode::tokenRequired, 499, "Token not found"},
        Case{"AdministratorFailed", 200, R"({"status":"failed","messages":["disk"]})", ErrorCode::apiError, 0, "disk"},
        Case{"TopLevelCode", 200, R"({"code":404,"message":"no such store"})", ErrorCode::apiNotFound, 404,
             "no such store"},
        Case{"CodeAsText", 200, R"({"error":{"code":"409","message":"taken"}})", ErrorCode::apiConflict, 409, "taken"},
        Case{"HttpWithJson", 404, R"({"error":{"message":"gone"}})", ErrorCode::apiNotFound, 404, "gone"},
        Case{"HttpWithout", 503, "upstream", ErrorCode::apiUnavailable, 503, ""},
        Case{"Http498", 498, "", ErrorCode::tokenExpired, 498, ""},
        Case{"Http413", 413, "<html></html>", ErrorCode::apiTooLarge, 413, ""},
        Case{"Http500Html", 500, "<html></html>", ErrorCode::apiUnavailable, 500, ""},
        Case{"Html", 200, "<!DOCTYPE html><html></html>", ErrorCode::replyHtml, 200, ""},
        Case{"Empty", 200, "", ErrorCode::replyEmpty, 200, ""},
        Case{"Blank", 200, " \r\n", ErrorCode::replyEmpty, 200, ""},
        Case{"CutOff", 200, R"({"backups":[{"backupName":"a)", ErrorCode::replyCutOff, 200, ""},
        Case{"NotJson", 200, "OK", ErrorCode::replyNotJson, 200, ""},
        Case{"UnquotedVersion", 200, R"({"currentVersion":10.9.1})", ErrorCode::replyNotJson, 200, ""}),
    [](const auto& info) { return info.param.name; });

TEST(ReadReply, TakesResourcesWhoseStatusIsFailedForWhatTheyAre) {
  EXPECT_TRUE(readReply(test::jsonReply(R"({"backupName":"a","status":"failed"})")).has_value());
  EXPECT_TRUE(readReply(test::jsonReply(R"({"runId":"r1","status":"failed"})")).has_value());
  EXPECT_TRUE(readReply(test::jsonReply(R"({"jobid":"j1","status":"FAILED","messages":["x"]})")).has_value());
  EXPECT_TRUE(readReply(test::jsonReply(R"({"status":{"code":2,"state":"failed"}})")).has_value());
}

TEST(ReadReply, TakesAStoreThatIsNotReadyForAnAnswer) {
  constexpr auto kNotReady = R"({"isReady":false,"status":"failed","messages":["no route"]})";
  EXPECT_TRUE(readReply(test::jsonReply(kNotReady), "isReady").has_value());
  EXPECT_FALSE(readReply(test::jsonReply(kNotReady), "status").has_value());
  EXPECT_FALSE(readReply(test::jsonReply(R"({"isReady":false,"error":{"code":500}})"), "isReady").has_value());
}

TEST(ReadReply, MissesWhatTheOperationMustAnswer) {
  const auto answer = readReply(test::jsonReply(R"({"a":1})"), "jobs");
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, ErrorCode::replyUnexpected);
}

TEST(RetryAfter, ReadsSecondsAndDates) {
  HttpReply reply;
  EXPECT_FALSE(retryAfter(reply, 0));
  reply.headers = {{"retry-after", "7"}};
  EXPECT_EQ(retryAfter(reply, 0), 7000);
  reply.headers = {{"Retry-After", "Tue, 24 Nov 2026 02:00:30 GMT"}};
  EXPECT_EQ(retryAfter(reply, 1795485600000), 30'000);  // date -u -d '2026-11-24 02:00:00' +%s
  reply.headers = {{"Retry-After", "soon"}};
  EXPECT_FALSE(retryAfter(reply, 0));
}

}  // namespace
}  // namespace holdfast::api
