// Secrets are wiped when they go, and the error table holds one row for each code.
#include "base/secret.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/error.h"

namespace holdfast {
namespace {

TEST(SecretBytes, IsEmptyAfterItWasMovedFrom) {
  SecretBytes first(bytesOf("passcode"));
  const SecretBytes second = std::move(first);
  EXPECT_EQ(textOf(second.reveal()), "passcode");
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): this is what is tested
}

TEST(SecretBytes, WipeLeavesZeros) {
  Bytes bytes = {1, 2, 3};
  wipe(bytes);
  EXPECT_TRUE(std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; }));
}

TEST(SecretBytes, ComparesByContentAndLength) {
  EXPECT_TRUE(equalInConstantTime(bytesOf("abc"), bytesOf("abc")));
  EXPECT_FALSE(equalInConstantTime(bytesOf("abc"), bytesOf("abd")));
  EXPECT_FALSE(equalInConstantTime(bytesOf("abc"), bytesOf("ab")));
}

TEST(SecretBuilder, JoinsPiecesOfAnyLength) {
  SecretBuilder builder;
  std::string expected;
  for (int piece = 0; piece < 50; ++piece) {
    const std::string text(static_cast<std::size_t>(piece), static_cast<char>('a' + piece % 26));
    builder.append(text);
    expected += text;
  }
  EXPECT_EQ(textOf(builder.take().reveal()), expected);
  EXPECT_TRUE(builder.take().empty());
}

TEST(ErrorCodes, HaveUniqueLowerSnakeNamesAndASentence) {
  std::set<std::string_view> names;
  for (const ErrorCodeEntry& entry : errorCodes()) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_TRUE(
        std::ranges::all_of(entry.name, [](char letter) { return letter == '_' || (letter >= 'a' && letter <= 'z'); }));
    EXPECT_TRUE(entry.meaning.ends_with('.')) << entry.name;
    EXPECT_EQ(&entryOf(entry.code), &entry);
  }
}

}  // namespace
}  // namespace holdfast
