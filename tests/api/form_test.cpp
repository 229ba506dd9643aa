// Form encoding against the URL standard's rules; strict where a server must not guess.
#include "api/form.h"

#include <gtest/gtest.h>

namespace holdfast::api {
namespace {

std::string text(const SecretBytes& bytes) { return std::string(textOf(bytes.reveal())); }

TEST(Form, EncodesAsTheUrlStandardSays) {
  Form form;
  form.add("name", "a b&c=d+é~*-._");
  form.add("empty", "");
  EXPECT_EQ(text(encodeForm(form)), "name=a+b%26c%3Dd%2B%C3%A9%7E*-._&empty=");
}

TEST(Form, DecodesWhatItEncodes) {
  const auto form = decodeForm(bytesOf("name=backup_first&passcode=p%61ss+c%2Bde&description=&flag"));
  ASSERT_TRUE(form.has_value());
  EXPECT_EQ(text(*form->find("passcode")), "pass c+de");
  EXPECT_EQ(text(*form->find("description")), "");
  EXPECT_EQ(text(*form->find("flag")), "");
  EXPECT_EQ(form->find("absent"), nullptr);
}

TEST(Form, RefusesWhatIsAmbiguous) {
  const auto codeOf = [](std::string_view body) { return decodeForm(bytesOf(body)).error().code; };
  EXPECT_EQ(codeOf("a=1&a=2"), ErrorCode::parameterRepeated);
  EXPECT_EQ(codeOf("a=1&%61=2"), ErrorCode::parameterRepeated);
  EXPECT_EQ(codeOf("a=%"), ErrorCode::parameterEncoding);
  EXPECT_EQ(codeOf("a=%4"), ErrorCode::parameterEncoding);
  EXPECT_EQ(codeOf("a=%zz"), ErrorCode::parameterEncoding);
  EXPECT_EQ(codeOf("a=%ff"), ErrorCode::parameterEncoding);
  EXPECT_EQ(codeOf("%c0%80=1"), ErrorCode::parameterEncoding);
  EXPECT_EQ(decodeForm(bytesOf("passcode=%zz")).error().parameter, "passcode");
}

TEST(PathSegment, GoesThereAndBack) {
  EXPECT_EQ(encodePathSegment("a b/é+"), "a%20b%2F%C3%A9%2B");
  EXPECT_EQ(decodePathSegment("a%20b%2F%C3%A9+"), "a b/é+");
  EXPECT_FALSE(decodePathSegment("%e9").has_value());
}

}  // namespace
}  // namespace holdfast::api
