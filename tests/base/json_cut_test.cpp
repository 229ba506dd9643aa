// A text that is read in pieces is JSON exactly where it is as a whole.
#include "base/json_cut.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace holdfast {
namespace {

using Pieces = std::vector<std::string_view>;

std::optional<bool> isJsonInPieces(std::string_view text, std::size_t pieceSize) {
  const auto cut = cutList(text, pieceSize);
  if (!cut) return std::nullopt;
  bool isJson = parseJson(cut->outline).has_value();
  for (const std::string_view piece : cut->pieces) {
    const auto elements = parseJson("[" + std::string(piece) + "]");
    isJson = isJson && elements && !elements->empty();
  }
  return isJson;
}

TEST(CutList, CutsTheFirstLongListBetweenItsElements) {
  const auto cut =
      cutList(R"({"a":[1,2],"b":{"c":[5,6,7,8,9]},"list":[{"x":[1,2]},"],\"",[3],4],"d":[10,20,30,40]})", 4);
  ASSERT_TRUE(cut.has_value());
  EXPECT_EQ(cut->outline, R"({"a":[1,2],"b":{"c":[5,6,7,8,9]},"list":[],"d":[10,20,30,40]})");
  EXPECT_EQ(cut->pieces, (Pieces{R"({"x":[1,2]})", R"("],\"")", "[3],4"}));
  EXPECT_EQ(cutList(R"({"list":[10,20,30,40]})", 5)->pieces, (Pieces{"10,20", "30,40"}));
}

TEST(CutList, FindsNoneWhereListsAreShortOrDeepOrTheTextEndsInThem) {
  for (const char* text : {"", "{}", "[]", R"({"list":[1,2,3,4]})", R"({"a":{"list":[1,2,3,4,5,6,7,8]}})",
                           R"({"list":[1000000,2000000)", R"({"list":["aaaaaaaaaa)", R"({"list":["aaaaaaaaa\)", "]]"}) {
    EXPECT_FALSE(cutList(text, 7).has_value()) << text;
  }
}

TEST(CutList, LeavesNoFaultUnseen) {
  for (const char* text :
       {R"({"list":[1,{"a":[]},3]})", R"({"list":[1,]})", R"({"list":[ ,1]})", R"({"list":[1,,2]})",
        R"({"list":[1 2,3]})", R"({"list":[1,2}})", R"({"list":[1,{"a":1],2]})", R"({"list":[1,2],})",
        R"({"list":[1,1],"list":[2]})", R"({"list" [1,2]})", R"({"list":[{"a":1,"a":2},1]})", R"({"list":[1,2]}})",
        R"([[1,2]])", R"({"list":[1,2,]})", "{\"list\":[1,\"\xff\"]}", "{\"list\":[1,\xef\xbb\xbf[2]]}"}) {
    const auto isJson = isJsonInPieces(text, 1);
    ASSERT_TRUE(isJson.has_value()) << text;
    EXPECT_EQ(*isJson, parseJson(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace holdfast
