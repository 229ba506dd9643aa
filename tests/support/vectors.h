// Published known-answer vectors as the tests read them; knows nothing of what is tested with them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/json.h"

namespace holdfast::testing {

/// The bytes of hexadecimal `text`, blanks and line ends left out; ends the test program where it is not hexadecimal.
[[nodiscard]] Bytes fromHex(std::string_view text);

/// The Wycheproof file `name`, from `$HOLDFAST_VECTORS/wycheproof` or the nearest `shared/vectors/wycheproof` above the
/// sources; nothing where there is none.
[[nodiscard]] std::optional<Json> wycheproof(std::string_view name);

/// One case of the age test kit (C2SP/CCTV).
struct AgeCase {
  std::string name;
  /// `success`, `header failure`, `armor failure`, `payload failure`, `no match` or `HMAC failure`.
  std::string expect;
  Bytes fileKey;
  std::optional<std::string> passphrase;
  bool armored = false;
  /// SHA-256, in hexadecimal, of what is released before the end or the failure; empty where the case has none.
  std::string payload;
  Bytes sealed;
};

/// The whole age test kit, by name, or nothing where it was not unpacked (see age-kit.mjs).
[[nodiscard]] std::vector<AgeCase> ageKit();

}  // namespace holdfast::testing
