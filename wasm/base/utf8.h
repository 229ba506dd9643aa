// Well-formed UTF-8 (RFC 3629) and its code points; knows no normalisation and no locale.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast {

/// Takes the first code point off `text`, or nothing where `text` is empty or does not start with well-formed UTF-8
/// (overlong forms, surrogates and values above U+10FFFF are not well-formed).
std::optional<char32_t> takeCodePoint(std::string_view& text);

/// Whether the whole of `text` is well-formed UTF-8.
[[nodiscard]] bool isUtf8(std::string_view text);

/// How many code points the well-formed `text` has.
[[nodiscard]] std::size_t countCodePoints(std::string_view text);

/// `text` with each byte that is not well-formed UTF-8 replaced by U+FFFD, so that it can stand in JSON and on a page.
[[nodiscard]] std::string replaceIllFormed(std::string_view text);

}  // namespace holdfast
