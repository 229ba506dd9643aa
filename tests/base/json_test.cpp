// The bounded JSON parser: what it refuses and why.
#include "base/json.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(Json, KeepsTheOrderOfMembers) {
  const auto value = parseJson(R"({"z":1,"a":[true,null],"m":"ä"})");
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(writeJson(*value), R"({"z":1,"a":[true,null],"m":"ä"})");
}

TEST(Json, RefusesWhatIsNotOneWellFormedValue) {
  for (const std::string_view text :
       {"", "{", "{}{}", "{'a':1}", "[1,]", "nul", "\"\xff\"", "{\"a\":1,\"a\":2}", "1 2"}) {
    const auto value = parseJson(text);
    ASSERT_FALSE(value.has_value()) << text;
    EXPECT_EQ(value.error().code, ErrorCode::jsonMalformed);
  }
}

TEST(Json, RefusesDeepNestingAndLongTextsBeforeTheyHurt) {
  std::string deep(100'000, '[');
  EXPECT_FALSE(parseJson(deep).has_value());
  EXPECT_FALSE(parseJson(deep + std::string(100'000, ']')).has_value());
  EXPECT_TRUE(parseJson("[[[]]]", {.depth = 3}).has_value());
  EXPECT_FALSE(parseJson("[[[[]]]]", {.depth = 3}).has_value());
  EXPECT_FALSE(parseJson("[1,2,3]", {.bytes = 6}).has_value());
}

TEST(Json, ReadsMembersByTypeOnly) {
  const Json object = *parseJson(R"({"text":"1","whole":-7,"large":18446744073709551615,"real":1.0,"flag":true})");
  EXPECT_EQ(textMember(object, "text"), "1");
  EXPECT_EQ(integerMember(object, "whole"), -7);
  EXPECT_EQ(integerMember(object, "large"), std::nullopt);
  EXPECT_EQ(integerMember(object, "real"), std::nullopt);
  EXPECT_EQ(integerMember(object, "text"), std::nullopt);
  EXPECT_EQ(booleanMember(object, "flag"), true);
  EXPECT_EQ(member(object, "absent"), nullptr);
  EXPECT_EQ(member(Json::array(), "text"), nullptr);
}

}  // namespace
}  // namespace holdfast
