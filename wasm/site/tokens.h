// Opaque tokens, kept as hashes; knows no passwords and no file.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace holdfast::site {

/// What a token is bound to (reference section 9, parameter `client`).
enum class Binding : std::uint8_t { none, referer, ip };

/// "", "referer", "ip".
[[nodiscard]] std::string_view bindingName(Binding binding);
[[nodiscard]] std::optional<Binding> bindingOf(std::string_view name);

/// The longest life of a token.
inline constexpr EpochMs kLongestToken = EpochMs{24} * 3'600'000;

struct TokenGrant {
  std::string account;
  Binding binding = Binding::none;
  /// The referer or address.
  std::string boundTo = {};
  EpochMs expires = 0;
};

class Tokens {
 public:
  /// A new token: 64 hexadecimal digits. An account has a thousand at most: then the one that ends first goes.
  [[nodiscard]] SecretBytes issue(TokenGrant grant, Random& random);
  /// The account of `token`. A bound referer counts where the request brings one of another origin: clients that
  /// send the token as a header bring none. Fails with `tokenExpired`.
  [[nodiscard]] Result<std::string> accountOf(const SecretBytes& token, std::string_view referer,
                                              std::string_view remoteAddress, EpochMs now) const;
  /// Whether there was such a token.
  bool revoke(const SecretBytes& token);
  void revokeAllOf(std::string_view account);
  void forgetExpired(EpochMs now);
  /// How many tokens of `account` are good at `now`.
  [[nodiscard]] std::size_t countOf(std::string_view account, EpochMs now) const;

  /// The grants by the SHA-256 of their tokens, in hexadecimal digits.
  [[nodiscard]] const std::map<std::string, TokenGrant, std::less<>>& grants() const { return grants_; }
  /// Takes in what was kept before a restart, unless it has ended; a clock that was set back since prolongs no token.
  void restore(std::string hash, TokenGrant grant, EpochMs now);

 private:
  std::map<std::string, TokenGrant, std::less<>> grants_;
};

}  // namespace holdfast::site
