// One connection's state: its root, its token and what it has learned of the server; sends nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "api/version.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace holdfast::api {

class Session {
 public:
  /// A session with `root` (`https://<host>/<context>/admin`, a slash at the end is cut off). Fails with
  /// `parameterCharacters` where that is no such address. `referer` is the base address of the app tokens are bound to.
  [[nodiscard]] static Result<Session> open(std::string_view root, std::string_view referer);

  [[nodiscard]] const std::string& root() const { return root_; }
  /// Where tokens come from: `https://<host>/<context>/sharing/rest/generateToken`.
  [[nodiscard]] std::string tokenAddress() const;
  /// Where they are revoked: `https://<host>/<context>/sharing/rest/oauth2/revokeToken`.
  [[nodiscard]] std::string revokeAddress() const;
  [[nodiscard]] const std::string& referer() const { return referer_; }

  [[nodiscard]] std::optional<Version> version() const { return version_; }
  void learnVersion(std::optional<Version> version) { version_ = version; }

  /// The token, or nothing to show yet.
  [[nodiscard]] const SecretBytes& token() const { return token_; }
  /// When the token ends; 0 where that is not known.
  [[nodiscard]] EpochMs expires() const { return expires_; }
  /// Counts the tokens; a request remembers which one it carried.
  [[nodiscard]] std::uint64_t generation() const { return generation_; }

  /// Whether to sign in before the next request: there is no token, or it ends within five minutes (within a tenth of
  /// its life, where that is shorter).
  [[nodiscard]] bool needsToken(EpochMs now) const;
  /// Whether there is a token that has not ended yet.
  [[nodiscard]] bool hasToken(EpochMs now) const;

  void grant(SecretBytes token, EpochMs expires, EpochMs now);
  /// The server has refused the token of `generation`; it is forgotten unless a newer one is here already.
  void refuse(std::uint64_t generation);
  /// Forgets the token.
  void forget();
  /// Whether `token` is the one the server refused last.
  [[nodiscard]] bool isRefused(const SecretBytes& token) const;

 private:
  [[nodiscard]] std::string sharingAddress() const;

  std::string root_;
  std::string referer_;
  std::optional<Version> version_;
  SecretBytes token_;
  SecretBytes refused_;
  EpochMs expires_ = 0;
  EpochMs early_ = 0;
  std::uint64_t generation_ = 0;
};

}  // namespace holdfast::api
