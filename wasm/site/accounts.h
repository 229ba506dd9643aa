// Accounts of the local site: the rules for names, passwords and roles, and password hashes; knows no sign-in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace holdfast::site {

enum class Role : std::uint8_t {
  administrator,
  /// A custom role with the privilege "Security and infrastructure".
  infrastructure,
  /// No privilege this section asks for.
  member,
};

/// "administrator", "infrastructure", "member".
[[nodiscard]] std::string_view roleName(Role role);
[[nodiscard]] std::optional<Role> roleOf(std::string_view name);
/// The names of all roles as a sentence lists them.
[[nodiscard]] std::string roleNames();

/// log2 of scrypt's N for passwords: some clients sign in before every call (design section 5).
inline constexpr int kPasswordWorkFactor = 15;

/// scrypt (r = 8, p = 1) of a password.
struct PasswordHash {
  Bytes salt;
  Bytes key;
  int workFactor = kPasswordWorkFactor;
};

struct Account {
  std::string name;
  Role role = Role::member;
  PasswordHash password;
};

/// 1 to 128 letters, digits, `-`, `_`, `.` and `@`, the first a letter or digit. Fails with `parameterRequired` and
/// `parameterCharacters`.
[[nodiscard]] Result<void> checkAccountName(std::string_view name);

/// At least eight characters (code points) of UTF-8, at most 1,024 bytes, no control characters, and not the account's
/// own name. Fails with `parameterRequired`, `parameterTooShort`, `parameterTooLong`, `parameterEncoding` and
/// `parameterCharacters`.
[[nodiscard]] Result<void> checkPassword(const SecretBytes& password, std::string_view accountName);

/// Fails with `outOfMemory`.
[[nodiscard]] Result<PasswordHash> hashPassword(const SecretBytes& password, Random& random);

/// Whether `password` is the one that was hashed. Fails with `outOfMemory`.
[[nodiscard]] Result<bool> isPassword(const SecretBytes& password, const PasswordHash& hash);

/// Twenty-four letters and digits, about 139 bits, none of them easily taken for another.
[[nodiscard]] SecretBytes generatePassword(Random& random);

}  // namespace holdfast::site
