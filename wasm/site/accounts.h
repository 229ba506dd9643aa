// Accounts of the local site: roles, password hashes and the lock after failed sign-ins; knows no tokens.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

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

/// Fails with `parameterTooShort` (fewer than eight characters) and `outOfMemory`.
[[nodiscard]] Result<PasswordHash> hashPassword(const SecretBytes& password, Random& random);

/// Whether `password` is the one that was hashed. Fails with `outOfMemory`.
[[nodiscard]] Result<bool> isPassword(const SecretBytes& password, const PasswordHash& hash);

/// Twenty-four letters and digits, about 139 bits, none of them easily taken for another.
[[nodiscard]] SecretBytes generatePassword(Random& random);

/// Counts failed sign-ins: five in a row lock an account for fifteen minutes.
class SignInGuard {
 public:
  /// When the account may be tried again, where it is locked at `now`.
  [[nodiscard]] std::optional<EpochMs> lockedUntil(std::string_view name, EpochMs now) const;
  void failed(std::string_view name, EpochMs now);
  void succeeded(std::string_view name);

 private:
  struct Failures {
    int count = 0;
    EpochMs lockedUntil = 0;
  };
  std::map<std::string, Failures, std::less<>> failures_;
};

}  // namespace holdfast::site
