// Opaque tokens, kept as hashes, in memory only: a restart signs everybody out; knows no passwords.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace holdfast::site {

/// What a token is bound to (reference section 9, parameter `client`).
enum class Binding : std::uint8_t { none, referer, ip };

struct TokenGrant {
  std::string account;
  Binding binding = Binding::none;
  /// The referer or address.
  std::string boundTo = {};
  EpochMs expires = 0;
};

class Tokens {
 public:
  /// A new token: 64 hexadecimal digits.
  [[nodiscard]] SecretBytes issue(TokenGrant grant, Random& random);
  /// The account of `token`. A bound referer counts where the request brings one of another origin: clients that
  /// send the token as a header bring none. Fails with `tokenExpired`.
  [[nodiscard]] Result<std::string> accountOf(const SecretBytes& token, std::string_view referer,
                                              std::string_view remoteAddress, EpochMs now) const;
  void revoke(const SecretBytes& token);
  void revokeAllOf(std::string_view account);
  void forgetExpired(EpochMs now);

 private:
  std::map<std::string, TokenGrant, std::less<>> grants_;  // by the SHA-256 of the token
};

}  // namespace holdfast::site
