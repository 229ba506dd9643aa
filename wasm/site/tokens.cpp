// Issuing, looking up, and keeping the number bounded.
#include "site/tokens.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/hex.h"
#include "crypto/sha256.h"

namespace holdfast::site {
namespace {

constexpr std::size_t kMostOfAccount = 1000;

constexpr std::array<std::pair<Binding, std::string_view>, 3> kBindings{
    {{Binding::none, ""}, {Binding::referer, "referer"}, {Binding::ip, "ip"}}};

std::string hashOf(const SecretBytes& token) { return encodeHex(crypto::sha256(token.reveal())); }

/// Scheme, host and port of an address; all of a text that is none.
std::string_view originOf(std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme == std::string_view::npos) return address;
  return address.substr(0, address.find('/', scheme + 3));
}

/// An IPv4 address as such, where it was written as an IPv6 one (RFC 4291, 2.5.5.2).
std::string_view plainAddress(std::string_view address) {
  constexpr std::string_view kMapped = "::ffff:";
  if (address.starts_with(kMapped) && address.find('.') != std::string_view::npos)
    address.remove_prefix(kMapped.size());
  return address;
}

bool fits(const TokenGrant& grant, std::string_view referer, std::string_view remoteAddress) {
  if (grant.binding == Binding::ip) return plainAddress(remoteAddress) == plainAddress(grant.boundTo);
  if (grant.binding == Binding::referer) return referer.empty() || originOf(referer) == originOf(grant.boundTo);
  return true;
}

}  // namespace

std::string_view bindingName(Binding binding) {
  return std::ranges::find(kBindings, binding, &std::pair<Binding, std::string_view>::first)->second;
}

std::optional<Binding> bindingOf(std::string_view name) {
  const auto found = std::ranges::find(kBindings, name, &std::pair<Binding, std::string_view>::second);
  if (found == kBindings.end()) return std::nullopt;
  return found->first;
}

SecretBytes Tokens::issue(TokenGrant grant, Random& random) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  SecretBytes drawn(32);
  random.fill(drawn.writable());
  SecretBytes token(2 * drawn.size());
  for (std::size_t index = 0; index < drawn.size(); ++index) {
    token.writable()[2 * index] = static_cast<std::uint8_t>(kDigits[drawn.reveal()[index] >> 4]);
    token.writable()[2 * index + 1] = static_cast<std::uint8_t>(kDigits[drawn.reveal()[index] & 15]);
  }
  const auto isOfAccount = [&](const auto& entry) { return entry.second.account == grant.account; };
  if (std::cmp_greater_equal(std::ranges::count_if(grants_, isOfAccount), kMostOfAccount)) {
    auto first = std::ranges::find_if(grants_, isOfAccount);
    for (auto each = first; each != grants_.end(); ++each) {
      if (isOfAccount(*each) && each->second.expires < first->second.expires) first = each;
    }
    grants_.erase(first);
  }
  grants_[hashOf(token)] = std::move(grant);
  return token;
}

Result<std::string> Tokens::accountOf(const SecretBytes& token, std::string_view referer,
                                      std::string_view remoteAddress, EpochMs now) const {
  const auto found = grants_.find(hashOf(token));
  if (found == grants_.end() || found->second.expires <= now) {
    return fail(ErrorCode::tokenExpired, "Invalid token. It is unknown or has expired: sign in again.");
  }
  if (!fits(found->second, referer, remoteAddress)) {
    return fail(ErrorCode::tokenExpired, "Invalid token. It was made for another referer or address: sign in again.");
  }
  return found->second.account;
}

bool Tokens::revoke(const SecretBytes& token) { return grants_.erase(hashOf(token)) > 0; }

void Tokens::revokeAllOf(std::string_view account) {
  std::erase_if(grants_, [&](const auto& entry) { return entry.second.account == account; });
}

void Tokens::forgetExpired(EpochMs now) {
  std::erase_if(grants_, [&](const auto& entry) { return entry.second.expires <= now; });
}

std::size_t Tokens::countOf(std::string_view account, EpochMs now) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      grants_, [&](const auto& entry) { return entry.second.account == account && entry.second.expires > now; }));
}

void Tokens::restore(std::string hash, TokenGrant grant, EpochMs now) {
  if (grant.expires <= now) return;
  grant.expires = std::min(grant.expires, now + kLongestToken);
  grants_.insert_or_assign(std::move(hash), std::move(grant));
}

}  // namespace holdfast::site
