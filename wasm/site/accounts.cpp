// Hashing and counting.
#include "site/accounts.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.h"
#include "crypto/scrypt.h"

namespace holdfast::site {
namespace {

constexpr std::size_t kLeastPassword = 8;
constexpr std::size_t kSaltSize = 16;
constexpr std::size_t kKeySize = 32;
constexpr int kFailuresToLock = 5;
constexpr EpochMs kLockTime = EpochMs{15} * 60'000;

constexpr std::array<std::pair<Role, std::string_view>, 3> kRoles{
    {{Role::administrator, "administrator"}, {Role::infrastructure, "infrastructure"}, {Role::member, "member"}}};

Result<SecretBytes> derive(const SecretBytes& password, ByteView salt, int workFactor) {
  return crypto::scrypt(password, salt, {.workFactor = workFactor}, kKeySize);
}

}  // namespace

std::string_view roleName(Role role) {
  return std::ranges::find(kRoles, role, &std::pair<Role, std::string_view>::first)->second;
}

std::optional<Role> roleOf(std::string_view name) {
  const auto found = std::ranges::find(kRoles, name, &std::pair<Role, std::string_view>::second);
  if (found == kRoles.end()) return std::nullopt;
  return found->first;
}

Result<PasswordHash> hashPassword(const SecretBytes& password, Random& random) {
  if (countCodePoints(textOf(password.reveal())) < kLeastPassword) {
    return fail(ErrorCode::parameterTooShort, "The password must have at least eight characters.", "password");
  }
  PasswordHash hash{.salt = Bytes(kSaltSize), .key = {}};
  random.fill(hash.salt);
  const auto key = derive(password, hash.salt, hash.workFactor);
  if (!key) return std::unexpected(key.error());
  hash.key.assign(key->reveal().begin(), key->reveal().end());
  return hash;
}

Result<bool> isPassword(const SecretBytes& password, const PasswordHash& hash) {
  const auto key = derive(password, hash.salt, hash.workFactor);
  if (!key) return std::unexpected(key.error());
  return equalInConstantTime(key->reveal(), hash.key);
}

SecretBytes generatePassword(Random& random) {
  constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  constexpr std::size_t kUsable = 256 / kLetters.size() * kLetters.size();  // above, a letter would be likelier
  SecretBytes password(24);
  std::size_t done = 0;
  while (done < password.size()) {
    SecretBytes drawn(password.size());
    random.fill(drawn.writable());
    for (const std::uint8_t byte : drawn.reveal()) {
      if (byte < kUsable && done < password.size()) {
        password.writable()[done++] = static_cast<std::uint8_t>(kLetters[byte % kLetters.size()]);
      }
    }
  }
  return password;
}

std::optional<EpochMs> SignInGuard::lockedUntil(std::string_view name, EpochMs now) const {
  const auto found = failures_.find(name);
  if (found == failures_.end() || found->second.lockedUntil <= now) return std::nullopt;
  return found->second.lockedUntil;
}

void SignInGuard::failed(std::string_view name, EpochMs now) {
  Failures& failures = failures_[std::string(name)];
  if (++failures.count < kFailuresToLock) return;
  failures = {.count = 0, .lockedUntil = now + kLockTime};
}

void SignInGuard::succeeded(std::string_view name) {
  if (const auto found = failures_.find(name); found != failures_.end()) failures_.erase(found);
}

}  // namespace holdfast::site
