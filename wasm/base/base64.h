// Strict, canonical base64 (RFC 4648 section 4), with and without padding; knows nothing of lines.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace holdfast {

enum class Padding : bool { none, required };

/// The base64 text of `bytes`.
[[nodiscard]] std::string encodeBase64(ByteView bytes, Padding padding);

/// The bytes of `text`. Fails with `parameterEncoding` at any character outside the alphabet, missing or surplus
/// padding, and trailing bits that are not zero: every run of bytes has exactly one text.
[[nodiscard]] Result<Bytes> decodeBase64(std::string_view text, Padding padding);

}  // namespace holdfast
