// Lower-case hexadecimal text, as SHA-256 sums and identifiers are written.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace holdfast {

/// Two lower-case digits for each byte.
[[nodiscard]] std::string encodeHex(ByteView bytes);

/// The bytes of `text`, digits of either case. Fails with `parameterEncoding` at an odd length or another character.
[[nodiscard]] Result<Bytes> decodeHex(std::string_view text);

}  // namespace holdfast
