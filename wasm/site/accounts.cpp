// The rules, and hashing.
#include "site/accounts.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.h"
#include "crypto/scrypt.h"

namespace holdfast::site {
namespace {

constexpr std::size_t kLongestName = 128;
constexpr std::size_t kLeastPassword = 8;
constexpr std::size_t kMostPassword = 1024;
constexpr std::size_t kSaltSize = 16;
constexpr std::size_t kKeySize = 32;

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

std::string roleNames() {
  std::string names;
  for (const auto& entry : kRoles) {
    const bool isLast = &entry == &kRoles.back();
    names += (names.empty() ? "" : isLast ? " or " : ", ") + std::string(entry.second);
  }
  return names;
}

Result<void> checkAccountName(std::string_view name) {
  if (name.empty()) return fail(ErrorCode::parameterRequired, "Name the account.", "name");
  const auto isAlphanumeric = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  };
  const auto isAllowed = [&](char c) { return isAlphanumeric(c) || c == '-' || c == '_' || c == '.' || c == '@'; };
  if (name.size() <= kLongestName && isAlphanumeric(name.front()) && std::ranges::all_of(name, isAllowed)) return {};
  return fail(ErrorCode::parameterCharacters,
              "The name of an account has 1 to 128 letters of English, digits, -, _, . and @, and starts with a letter "
              "or digit.",
              "name");
}

Result<void> checkPassword(const SecretBytes& password, std::string_view accountName) {
  const std::string_view text = textOf(password.reveal());
  const auto refuse = [](ErrorCode code, std::string message) { return fail(code, std::move(message), "password"); };
  if (text.empty()) return refuse(ErrorCode::parameterRequired, "The password is missing.");
  if (!isUtf8(text)) return refuse(ErrorCode::parameterEncoding, "The password must be well-formed UTF-8.");
  if (countCodePoints(text) < kLeastPassword) {
    return refuse(ErrorCode::parameterTooShort, "The password must have at least eight characters.");
  }
  if (text.size() > kMostPassword) {
    return refuse(ErrorCode::parameterTooLong, "The password must have at most 1,024 bytes.");
  }
  if (std::ranges::any_of(text, [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; })) {
    return refuse(ErrorCode::parameterCharacters,
                  "The password must not hold line ends, tabs or other control characters.");
  }
  if (text == accountName) {
    return refuse(ErrorCode::parameterCharacters, "The password must be another text than the account's name.");
  }
  return {};
}

Result<PasswordHash> hashPassword(const SecretBytes& password, Random& random) {
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

}  // namespace holdfast::site
