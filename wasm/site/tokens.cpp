// Issuing and looking up.
#include "site/tokens.h"

#include "base/hex.h"
#include "crypto/sha256.h"

namespace holdfast::site {
namespace {

std::string keyOf(const SecretBytes& token) { return encodeHex(crypto::sha256(token.reveal())); }

/// Scheme, host and port of an address; all of a text that is none.
std::string_view originOf(std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme == std::string_view::npos) return address;
  return address.substr(0, address.find('/', scheme + 3));
}

bool fits(const TokenGrant& grant, std::string_view referer, std::string_view remoteAddress) {
  if (grant.binding == Binding::ip) return remoteAddress == grant.boundTo;
  if (grant.binding == Binding::referer) return referer.empty() || originOf(referer) == originOf(grant.boundTo);
  return true;
}

}  // namespace

SecretBytes Tokens::issue(TokenGrant grant, Random& random) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  SecretBytes drawn(32);
  random.fill(drawn.writable());
  SecretBytes token(2 * drawn.size());
  for (std::size_t index = 0; index < drawn.size(); ++index) {
    token.writable()[2 * index] = static_cast<std::uint8_t>(kDigits[drawn.reveal()[index] >> 4]);
    token.writable()[2 * index + 1] = static_cast<std::uint8_t>(kDigits[drawn.reveal()[index] & 15]);
  }
  grants_[keyOf(token)] = std::move(grant);
  return token;
}

Result<std::string> Tokens::accountOf(const SecretBytes& token, std::string_view referer,
                                      std::string_view remoteAddress, EpochMs now) const {
  const auto found = grants_.find(keyOf(token));
  if (found == grants_.end() || found->second.expires <= now) {
    return fail(ErrorCode::tokenExpired, "Invalid token. It is unknown or has expired: sign in again.");
  }
  if (!fits(found->second, referer, remoteAddress)) {
    return fail(ErrorCode::tokenExpired, "Invalid token. It was made for another referer or address: sign in again.");
  }
  return found->second.account;
}

void Tokens::revoke(const SecretBytes& token) { grants_.erase(keyOf(token)); }

void Tokens::revokeAllOf(std::string_view account) {
  std::erase_if(grants_, [&](const auto& entry) { return entry.second.account == account; });
}

void Tokens::forgetExpired(EpochMs now) {
  std::erase_if(grants_, [&](const auto& entry) { return entry.second.expires <= now; });
}

}  // namespace holdfast::site
