// Writing and reading; what has ended meanwhile is left out.
#include "site/sign_ins.h"

#include <utility>

#include "base/hex.h"
#include "crypto/hmac.h"
#include "site/stored_json.h"

namespace holdfast::site {
namespace {

Json write(const std::string& hash, const TokenGrant& grant) {
  return {{"sha256", hash},
          {"account", grant.account},
          {"binding", std::string(bindingName(grant.binding))},
          {"boundTo", grant.boundTo},
          {"expires", grant.expires}};
}

Json write(const std::string& key, const Failures& failures) {
  return {{"key", key}, {"count", failures.count}, {"last", failures.last}, {"lockedUntil", failures.lockedUntil}};
}

Result<void> readToken(const Json& json, EpochMs now, Tokens& tokens) {
  const auto hash = decodeHex(textOr(json, "sha256"));
  const auto binding = bindingOf(textOr(json, "binding"));
  TokenGrant grant{.account = textOr(json, "account"),
                   .binding = binding.value_or(Binding::none),
                   .boundTo = textOr(json, "boundTo"),
                   .expires = numberOr(json, "expires")};
  if (!hash || hash->empty() || !binding || grant.account.empty()) return malformed("A token");
  tokens.restore(encodeHex(*hash), std::move(grant), now);
  return {};
}

}  // namespace

std::string guardKey(const SecretBytes& siteKey, std::string_view name) {
  return encodeHex(crypto::hmacSha256(siteKey, bytesOf("sign-in " + std::string(name))));
}

HostCall writeSignIns(const SignIns& signIns) {
  Json tokens = Json::array();
  for (const auto& [hash, grant] : signIns.tokens.grants()) tokens.push_back(write(hash, grant));
  Json failures = Json::array();
  for (const auto& [key, each] : signIns.guard.failures()) failures.push_back(write(key, each));
  return replaceJson(std::string(kSignInsFile),
                     {{"version", 1}, {"tokens", std::move(tokens)}, {"failures", std::move(failures)}});
}

Result<void> readSignIns(std::string_view text, EpochMs now, SignIns& signIns) {
  const auto file = parseJson(text);
  if (!file) return std::unexpected(file.error());
  if (integerMember(*file, "version") != 1) return malformed("The list of sign-ins");
  SignIns read;
  for (const Json& token : valueOr(*file, "tokens", Json::array())) {
    if (const auto taken = readToken(token, now, read.tokens); !taken) return taken;
  }
  for (const Json& each : valueOr(*file, "failures", Json::array())) {
    std::string key = textOr(each, "key");
    if (key.empty()) return malformed("A failed sign-in");
    read.guard.restore(std::move(key),
                       {.count = static_cast<int>(numberOr(each, "count")),
                        .last = numberOr(each, "last"),
                        .lockedUntil = numberOr(each, "lockedUntil")},
                       now);
  }
  signIns = std::move(read);
  return {};
}

}  // namespace holdfast::site
