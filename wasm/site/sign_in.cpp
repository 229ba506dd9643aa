// The account and its failures, the token and its terms.
#include "site/sign_in.h"

#include <algorithm>
#include <charconv>

namespace holdfast::site {
namespace {

constexpr std::int64_t kDefaultMinutes = 60;
constexpr std::size_t kLongestBinding = 2048;

std::unexpected<Error> noToken(ErrorCode code, std::string detail) {
  return std::unexpected(
      Error{.code = code, .message = "Unable to generate token.", .details = {std::move(detail)}, .apiCode = 400});
}

std::unexpected<Error> missing(std::string_view parameter) {
  return noToken(ErrorCode::parameterRequired, "'" + std::string(parameter) + "' must be specified.");
}

/// What the token is bound to and how long it lives, as the caller asks; the account is still open.
Result<TokenGrant> termsOf(const Request& request, EpochMs now) {
  const auto end = endOf(request, now);
  if (!end) return std::unexpected(end.error());
  TokenGrant grant{.account = {}, .expires = *end};
  const std::string client = request.text("client");
  if (client == "referer") {
    grant.binding = Binding::referer;
    grant.boundTo = request.text("referer");
    if (grant.boundTo.empty()) return missing("referer");
  } else if (client == "ip" || client == "requestip") {
    grant.binding = Binding::ip;
    grant.boundTo = client == "ip" ? request.text("ip") : request.remoteAddress;
    if (grant.boundTo.empty()) return missing("ip");
  } else if (!client.empty()) {
    return noToken(ErrorCode::parameterRange, "'client' must be referer, ip or requestip.");
  }
  if (grant.boundTo.size() > kLongestBinding) {
    return noToken(ErrorCode::parameterTooLong, "'" + client + "' must have at most 2,048 bytes.");
  }
  return grant;
}

}  // namespace

Result<const Account*> signedIn(const State& state, const Request& request, EpochMs now) {
  if (request.token.empty()) {
    return fail(ErrorCode::tokenRequired, request.isPost
                                              ? "Token required. Send the token in the body or as a header."
                                              : "Token required. Send the token in the address or as a header.");
  }
  const auto name = state.signIns.tokens.accountOf(request.token, request.referer, request.remoteAddress, now);
  if (!name) return std::unexpected(name.error());
  if (const Account* const account = state.findAccount(*name)) return account;
  return fail(ErrorCode::tokenExpired, "Invalid token. Its account was removed.");
}

Result<const Account*> authenticate(const Request& request, State& state, EpochMs now, std::vector<HostCall>& calls) {
  for (const std::string_view secret : {"username", "password"}) {
    if (std::ranges::find(request.queryNames, secret) != request.queryNames.end()) {
      return noToken(ErrorCode::apiBadRequest, "Send '" + std::string(secret) + "' in the body, not in the address.");
    }
  }
  const std::string username = request.text("username");
  const SecretBytes* const password = request.form.find("password");
  if (username.empty()) return missing("username");
  if (password == nullptr || password->empty()) return missing("password");
  SignInGuard& guard = state.signIns.guard;
  const std::string key = guardKey(state.taskKey, username);
  if (const auto until = guard.lockedUntil(key, now)) {
    return noToken(ErrorCode::accountLocked,
                   "The account is locked until " + isoTime(*until) + " after five failed sign-ins.");
  }
  static const PasswordHash kNobody{.salt = Bytes(16), .key = Bytes(32)};
  const Account* const account = state.findAccount(username);
  const auto fits = isPassword(*password, account == nullptr ? kNobody : account->password);
  if (!fits) return std::unexpected(fits.error());
  if (account != nullptr && *fits) return account;
  if (guard.failed(key, now)) calls.push_back(writeSignIns(state.signIns));
  return noToken(ErrorCode::signInRefused, "Invalid username or password.");
}

SecretBytes grantToken(State& state, TokenGrant grant, Random& random, std::vector<HostCall>& calls) {
  state.signIns.guard.succeeded(guardKey(state.taskKey, grant.account));
  SecretBytes token = state.signIns.tokens.issue(std::move(grant), random);
  calls.push_back(writeSignIns(state.signIns));
  return token;
}

Result<EpochMs> endOf(const Request& request, EpochMs now) {
  const std::string text = request.text("expiration");
  std::int64_t minutes = kDefaultMinutes;
  if (!text.empty()) {
    const auto [rest, fault] = std::from_chars(text.data(), text.data() + text.size(), minutes);
    if (fault != std::errc{} || rest != text.data() + text.size() || minutes < 1) {
      return noToken(ErrorCode::parameterType, "'expiration' must be a positive whole number of minutes.");
    }
  }
  return now + std::min(minutes, kLongestToken / 60'000) * 60'000;
}

Result<Json> generateToken(const Request& request, State& state, EpochMs now, Random& random,
                           std::vector<HostCall>& calls) {
  if (!request.isPost) return noToken(ErrorCode::apiMethod, "Only POST is supported.");
  const auto account = authenticate(request, state, now, calls);
  if (!account) return std::unexpected(account.error());
  auto grant = termsOf(request, now);
  if (!grant) return std::unexpected(grant.error());
  grant->account = (*account)->name;
  const EpochMs expires = grant->expires;
  const SecretBytes token = grantToken(state, std::move(*grant), random, calls);
  return Json{{"token", std::string(textOf(token.reveal()))},
              {"expires", expires},
              {"ssl", request.origin.starts_with("https:")}};
}

Result<Json> revokeToken(const Request& request, State& state, std::vector<HostCall>& calls) {
  if (!request.isPost) return fail(ErrorCode::apiMethod, "Sign out with POST.");
  const SecretBytes* const given = request.form.find("auth_token");
  const SecretBytes& token = given == nullptr || given->empty() ? request.token : *given;
  if (token.empty()) {
    return fail(ErrorCode::tokenRequired, "Name the token to be revoked as auth_token.", "auth_token");
  }
  if (state.signIns.tokens.revoke(token)) calls.push_back(writeSignIns(state.signIns));
  return Json{{"success", true}};
}

}  // namespace holdfast::site
