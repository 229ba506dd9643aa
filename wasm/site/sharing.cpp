// The handful of resources, and the way to the operations that sign in and out.
#include "site/sharing.h"

#include "base/json.h"
#include "site/oauth.h"
#include "site/render.h"
#include "site/sign_in.h"

namespace holdfast::site {
namespace {

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
          {"orgId", kOrganization},
          {"groups", Json::array()},
          {"role", account.role == Role::administrator ? "org_admin" : "org_user"},
          {"privileges", privileges}};
}

Json portalOf(const Account* account, const SiteOptions& options) {
  Json portal = {{"id", kOrganization},
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

Result<Json> showPortal(const Request& request, const State& state, const SiteOptions& options, EpochMs now) {
  if (request.token.empty()) return portalOf(nullptr, options);
  const auto account = signedIn(state, request, now);
  if (!account) return std::unexpected(account.error());
  return portalOf(*account, options);
}

/// The account signed in: by its name, or as `self` where `name` is empty.
Result<Json> showUser(const Request& request, const State& state, const std::string& name, EpochMs now) {
  const auto account = signedIn(state, request, now);
  if (!account) return std::unexpected(account.error());
  if (name.empty() || (*account)->name == name) return userOf(**account);
  return fail(ErrorCode::apiNotFound, "There is no user of that name here, or only an account of its own may see it.");
}

/// The resource or operation at `path`, where it answers with JSON.
std::optional<Result<Json>> jsonAt(std::string_view path, const Request& request, State& state,
                                   const SiteOptions& options, EpochMs now, Random& random,
                                   std::vector<HostCall>& calls) {
  constexpr std::string_view kUsers = "sharing/rest/community/users/";
  if (path == "info" || path == "rest/info" || path == "sharing/rest/info") return infoOf(request, options);
  if (path == "sharing/rest") return Json{{"currentVersion", options.release}};
  if (path == "sharing/rest/generateToken" || path == "sharing/generateToken") {
    return generateToken(request, state, now, random, calls);
  }
  if (path == "sharing/rest/oauth2/revokeToken" || path == "sharing/oauth2/revokeToken") {
    return revokeToken(request, state, calls);
  }
  if (path == "sharing/rest/portals/self") return showPortal(request, state, options, now);
  if (path == "sharing/rest/community/self") return showUser(request, state, {}, now);
  if (path.starts_with(kUsers) && path.size() > kUsers.size() &&
      path.find('/', kUsers.size()) == std::string_view::npos) {
    return showUser(request, state, std::string(path.substr(kUsers.size())), now);
  }
  return std::nullopt;
}

}  // namespace

std::optional<SharingAnswer> answerSharing(std::span<const std::string> segments, const Request& request, State& state,
                                           const SiteOptions& options, EpochMs now, Random& random) {
  std::string path;
  for (const std::string& segment : segments) path += (path.empty() ? "" : "/") + segment;
  SharingAnswer answer;
  if (path == "sharing/rest/oauth2/authorize" || path == "sharing/oauth2/authorize") {
    answer.reply = authorize(request, state, now);
  } else if (path == "sharing/rest/oauth2/signin" || path == "sharing/oauth2/signin") {
    answer.reply = signInByPage(request, state, options, now, random, answer.calls);
  } else if (const auto json = jsonAt(path, request, state, options, now, random, answer.calls)) {
    answer.reply =
        *json ? renderResult(request.format, **json, options.siteName) : renderError(request.format, json->error());
  } else {
    return std::nullopt;
  }
  return answer;
}

}  // namespace holdfast::site
