// The encodings of base against RFC 4648, RFC 3629 and the documented time texts.
#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/hex.h"
#include "base/time.h"
#include "base/utf8.h"

namespace holdfast {
namespace {

TEST(Base64, FollowsTheExamplesOfRfc4648Section10) {
  const std::pair<std::string_view, std::string_view> examples[] = {{"", ""},
                                                                    {"f", "Zg=="},
                                                                    {"fo", "Zm8="},
                                                                    {"foo", "Zm9v"},
                                                                    {"foob", "Zm9vYg=="},
                                                                    {"fooba", "Zm9vYmE="},
                                                                    {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : examples) {
    EXPECT_EQ(encodeBase64(bytesOf(plain), Padding::required), text);
    const auto decoded = decodeBase64(text, Padding::required);
    ASSERT_TRUE(decoded.has_value()) << text;
    EXPECT_EQ(textOf(*decoded), plain);
  }
  EXPECT_EQ(encodeBase64(bytesOf("foob"), Padding::none), "Zm9vYg");
}

TEST(Base64, RefusesEveryTextButTheCanonicalOne) {
  for (const std::string_view text : {"Zg", "Zg=", "Zh==", "Zm9vYmF=", "Zg==\n", "Z g=", "====", "Zg===", "_-=="}) {
    EXPECT_FALSE(decodeBase64(text, Padding::required).has_value()) << text;
  }
  for (const std::string_view text : {"Zg==", "Zh", "Z", "Zm9vY"}) {
    EXPECT_FALSE(decodeBase64(text, Padding::none).has_value()) << text;
  }
}

TEST(Hex, ReadsBothCasesAndWritesLower) {
  const auto decoded = decodeHex("00fFa5");
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(encodeHex(*decoded), "00ffa5");
  EXPECT_FALSE(decodeHex("0").has_value());
  EXPECT_FALSE(decodeHex("0g").has_value());
  EXPECT_FALSE(decodeHex("+1").has_value());
}

TEST(Utf8, RefusesOverlongFormsSurrogatesAndWhatLiesBeyondUnicode) {
  EXPECT_TRUE(isUtf8("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x94\x90"));
  for (const std::string_view text :
       {"\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "\xc3", "\x80"}) {
    EXPECT_FALSE(isUtf8(text));
  }
  EXPECT_EQ(countCodePoints("\xf0\x9f\x94\x90\xc3\xa4z"), 3U);
  EXPECT_EQ(replaceIllFormed("a\xff"
                             "b"),
            "a\xef\xbf\xbd"
            "b");
}

TEST(Time, WritesUtcAndTheDurationsOfTheStatusResource) {
  EXPECT_EQ(isoTime(1635945710988), "2021-11-03T13:21:50.988Z");
  EXPECT_EQ(isoTime(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(nameTime(1635286846000), "2021-10-26-22-20-46");
  EXPECT_EQ(overallDurationText(64221), "00hr:01min:04sec:221millisec");
  EXPECT_EQ(stageDurationText(64221), "64221 millis (~ 1 minutes)");
}

}  // namespace
}  // namespace holdfast
