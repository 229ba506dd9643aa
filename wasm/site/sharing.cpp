// generateToken and the handful of resources around it.
#include "site/sharing.h"

#include <algorithm>
#include <charconv>

namespace holdfast::site {
namespace {

constexpr std::int64_t kDefaultMinutes = 60;
constexpr std::int64_t kMostMinutes = std::int64_t{24} * 60;

std::unexpected<Error> noToken(ErrorCode code, std::string detail) {
  return std::unexpected(
      Error{.code = code, .message = "Unable to generate token.", .details = {std::move(detail)}, .apiCode = 400});
}

std::unexpected<Error> missing(std::string_view parameter) {
  return noToken(ErrorCode::parameterRequired, "'" + std::string(parameter) + "' must be specified.");
}

/// Minutes the token lives: the default where nothing is asked, never more than the most.
Result<std::int64_t> lifetime(const Request& request) {
  const std::string text = request.text("expiration");
  if (text.empty()) return kDefaultMinutes;
  std::int64_t minutes = 0;
  const auto [rest, fault] = std::from_chars(text.data(), text.data() + text.size(), minutes);
  if (fault != std::errc{} || rest != text.data() + text.size() || minutes < 1) {
    return noToken(ErrorCode::parameterType, "'expiration' must be a positive whole number of minutes.");
  }
  return std::min(minutes, kMostMinutes);
}

Result<TokenGrant> grantFor(const Request& request, std::string account, EpochMs now) {
  const auto minutes = lifetime(request);
  if (!minutes) return std::unexpected(minutes.error());
  TokenGrant grant{.account = std::move(account), .expires = now + *minutes * 60'000};
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
  return grant;
}

/// The account `request` signs in to, its failures counted.
Result<const Account*> authenticate(const Request& request, const State& state, SignInGuard& guard, EpochMs now) {
  const std::string username = request.text("username");
  const SecretBytes* const password = request.form.find("password");
  if (username.empty()) return missing("username");
  if (password == nullptr || password->empty()) return missing("password");
  if (guard.lockedUntil(username, now)) {
    return noToken(ErrorCode::accountLocked, "The account is locked for fifteen minutes after five failed sign-ins.");
  }
  // An unknown name takes the time of a known one, and is not told apart from a wrong password.
  static const PasswordHash kNobody{.salt = Bytes(16), .key = Bytes(32)};
  const Account* const account = state.findAccount(username);
  const auto fits = isPassword(*password, account == nullptr ? kNobody : account->password);
  if (!fits) return std::unexpected(fits.error());
  if (account == nullptr || !*fits) {
    if (account != nullptr) guard.failed(username, now);
    return noToken(ErrorCode::signInRefused, "Invalid username or password.");
  }
  guard.succeeded(username);
  return account;
}

Result<Json> generateToken(const Request& request, const State& state, SignIns& signIns, EpochMs now, Random& random) {
  if (!request.isPost) return noToken(ErrorCode::apiMethod, "Only POST is supported.");
  for (const std::string_view secret : {"username", "password"}) {
    if (std::ranges::find(request.queryNames, secret) != request.queryNames.end()) {
      return noToken(ErrorCode::apiBadRequest, "Send '" + std::string(secret) + "' in the body, not in the address.");
    }
  }
  const auto account = authenticate(request, state, signIns.guard, now);
  if (!account) return std::unexpected(account.error());
  auto grant = grantFor(request, (*account)->name, now);
  if (!grant) return std::unexpected(grant.error());
  const EpochMs expires = grant->expires;
  const SecretBytes token = signIns.tokens.issue(std::move(*grant), random);
  return Json{{"token", std::string(textOf(token.reveal()))},
              {"expires", expires},
              {"ssl", request.origin.starts_with("https:")}};
}

Result<Json> revokeToken(const Request& request, SignIns& signIns) {
  if (!request.isPost) return fail(ErrorCode::apiMethod, "Sign out with POST.");
  const SecretBytes* const given = request.form.find("auth_token");
  signIns.tokens.revoke(given == nullptr ? request.token : *given);
  return Json{{"success", true}};
}

Json infoOf(const Request& request, const SiteOptions& options) {
  return {{"currentVersion", options.release},
          {"fullVersion", options.release},
          {"owningSystemUrl", request.origin + "/" + options.context},
          {"authInfo",
           {{"isTokenBasedSecurity", true},
            {"tokenServicesUrl", request.origin + "/" + options.context + "/sharing/rest/generateToken"}}}};
}

Json userOf(const Account& account) {
  Json privileges = Json::array();
  if (account.role != Role::member) privileges.push_back("portal:admin:manageSecurity");
  return {{"username", account.name},
          {"fullName", account.name},
          {"role", account.role == Role::administrator ? "org_admin" : "org_user"},
          {"privileges", privileges}};
}

Json portalOf(const Account* account, const SiteOptions& options) {
  Json portal = {{"id", "0123456789ABCDEF"},
                 {"name", options.siteName},
                 {"portalName", options.siteName},
                 {"portalDeploymentType", "ArcGISEnterpriseOnKubernetes"},
                 {"portalMode", "singletenant"},
                 {"isPortal", true},
                 {"allSSL", false},
                 {"currentVersion", options.release}};
  if (account != nullptr) portal["user"] = userOf(*account);
  return portal;
}

}  // namespace

Result<const Account*> signedIn(const State& state, const SignIns& signIns, const Request& request, EpochMs now) {
  if (request.token.empty()) {
    return fail(ErrorCode::tokenRequired, request.isPost
                                              ? "Token required. Send the token in the body or as a header."
                                              : "Token required. Send the token in the address or as a header.");
  }
  const auto name = signIns.tokens.accountOf(request.token, request.referer, request.remoteAddress, now);
  if (!name) return std::unexpected(name.error());
  if (const Account* const account = state.findAccount(*name)) return account;
  return fail(ErrorCode::tokenExpired, "Invalid token. Its account was removed.");
}

std::optional<Result<Json>> answerSharing(std::span<const std::string> segments, const Request& request,
                                          const State& state, const SiteOptions& options, SignIns& signIns, EpochMs now,
                                          Random& random) {
  std::string path;
  for (const std::string& segment : segments) path += (path.empty() ? "" : "/") + segment;
  if (path == "info" || path == "rest/info" || path == "sharing/rest/info") return infoOf(request, options);
  if (path == "sharing/rest") return Json{{"currentVersion", options.release}};
  if (path == "sharing/rest/generateToken" || path == "sharing/generateToken") {
    return generateToken(request, state, signIns, now, random);
  }
  if (path == "sharing/rest/oauth2/revokeToken") return revokeToken(request, signIns);
  if (path == "sharing/rest/portals/self") {
    if (request.token.empty()) return portalOf(nullptr, options);
    const auto account = signedIn(state, signIns, request, now);
    if (!account) return std::unexpected(account.error());
    return portalOf(*account, options);
  }
  if (path.starts_with("sharing/rest/community/users/") && segments.size() == 5) {
    const auto account = signedIn(state, signIns, request, now);
    if (!account) return std::unexpected(account.error());
    if ((*account)->name == segments.back()) return userOf(**account);
    return fail(ErrorCode::apiNotFound,
                "There is no user of that name here, or only an account of its own may see it.");
  }
  return std::nullopt;
}

}  // namespace holdfast::site
