// The tag, the two steps, and what they refuse.
#include "site/oauth.h"

#include <algorithm>
#include <string>
#include <utility>

#include "api/form.h"
#include "base/base64.h"
#include "base/hex.h"
#include "crypto/hmac.h"
#include "site/render.h"
#include "site/sign_in.h"
#include "site/stored_json.h"

namespace holdfast::site {
namespace {

constexpr std::string_view kOutOfBand = "urn:ietf:wg:oauth:2.0:oob";
constexpr EpochMs kTimeToSignIn = EpochMs{10} * 60'000;
constexpr std::size_t kLongestValue = 2048;

Result<void> refuseBrowser(const Request& request) {
  if (!request.isFromBrowser) return {};
  return fail(ErrorCode::apiUnsupported,
              "This way to sign in is for programs. In a browser sign in on the page of this site, at /directory/.");
}

std::string tagOf(const State& state, std::string_view sealed) {
  return encodeHex(crypto::hmacSha256(state.taskKey, bytesOf("oauth " + std::string(sealed))));
}

/// `<base64 of the JSON>.<tag>`.
std::string seal(const State& state, const Json& json) {
  std::string sealed = encodeBase64(bytesOf(writeJson(json)), Padding::required);
  return sealed + "." + tagOf(state, sealed);
}

Result<Json> unseal(const State& state, std::string_view text, EpochMs now) {
  const auto refused = [] {
    return fail(ErrorCode::apiBadRequest,
                "oauth_state is unknown or older than ten minutes: begin with authorize again.", "oauth_state");
  };
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return refused();
  const std::string_view sealed = text.substr(0, dot);
  if (!equalInConstantTime(bytesOf(text.substr(dot + 1)), bytesOf(tagOf(state, sealed)))) return refused();
  const auto bytes = decodeBase64(sealed, Padding::required);
  if (!bytes) return refused();
  auto json = parseJson(textOf(*bytes));
  if (!json || numberOr(*json, "until") < now) return refused();
  return json;
}

/// Whether a token may go to `address`: this very host, by whatever scheme it is reached.
bool isOwnAddress(std::string_view address, const Request& request) {
  const auto isPlain = [](char c) { return c > ' ' && c < '\x7f' && c != '#' && c != '\\' && c != '@'; };
  if (!std::ranges::all_of(address, isPlain)) return false;
  const std::size_t scheme = address.find("://");
  if (scheme == std::string_view::npos ||
      (address.substr(0, scheme) != "https" && address.substr(0, scheme) != "http")) {
    return false;
  }
  const std::string_view rest = address.substr(scheme + 3);
  const std::string_view host = rest.substr(0, rest.find_first_of("/?"));
  return !host.empty() && host == std::string_view(request.origin).substr(request.origin.find("://") + 3);
}

Result<Json> askedFor(const Request& request, EpochMs now) {
  if (const auto browser = refuseBrowser(request); !browser) return std::unexpected(browser.error());
  for (const std::string_view name : {"client_id", "redirect_uri", "state", "expiration"}) {
    const std::string value = request.text(name);
    if (value.size() > kLongestValue) {
      return fail(ErrorCode::parameterTooLong, std::string(name) + " must have at most 2,048 bytes.",
                  std::string(name));
    }
  }
  if (request.text("client_id").empty()) return fail(ErrorCode::parameterRequired, "Name the client_id.", "client_id");
  if (request.text("response_type") != "token") {
    return fail(ErrorCode::apiUnsupported, "response_type must be token: other grants are not offered here.",
                "response_type");
  }
  const std::string address = request.text("redirect_uri");
  if (address != kOutOfBand && !isOwnAddress(address, request)) {
    return fail(ErrorCode::parameterRange,
                "Invalid redirect_uri: it must be an address of this server or " + std::string(kOutOfBand) + ".",
                "redirect_uri");
  }
  const auto end = endOf(request, now);
  if (!end) return std::unexpected(end.error());
  return Json{
      {"redirect", address}, {"state", request.text("state")}, {"life", *end - now}, {"until", now + kTimeToSignIn}};
}

}  // namespace

api::HttpReply authorize(const Request& request, const State& state, EpochMs now) {
  const auto asked = askedFor(request, now);
  if (!asked) return renderError(request.format, asked.error());
  return renderPage("Sign in",
                    "<p>A program goes on from here with oauth2/signin.</p>\n<script type=\"application/json\">"
                    "{\"oauth_state\":\"" +
                        seal(state, *asked) + "\"}</script>");
}

api::HttpReply signInByPage(const Request& request, State& state, const SiteOptions& options, EpochMs now,
                            Random& random, std::vector<HostCall>& calls) {
  const auto refuse = [&](const Error& error) { return renderError(request.format, error); };
  if (const auto browser = refuseBrowser(request); !browser) return refuse(browser.error());
  if (!request.isPost) return refuse({.code = ErrorCode::apiMethod, .message = "Sign in with POST."});
  const auto asked = unseal(state, request.text("oauth_state"), now);
  if (!asked) return refuse(asked.error());
  const auto account = authenticate(request, state, now, calls);
  if (!account) return refuse(account.error());
  const std::string username = (*account)->name;
  const EpochMs life = numberOr(*asked, "life");
  const SecretBytes token = grantToken(state, {.account = username, .expires = now + life}, random, calls);

  api::Form fragment;
  fragment.add("access_token", token);
  fragment.add("expires_in", std::to_string(life / 1000));
  fragment.add("username", username);
  fragment.add("ssl", request.origin.starts_with("https:") ? "true" : "false");
  if (const std::string given = textOr(*asked, "state"); !given.empty()) fragment.add("state", given);
  const SecretBytes encoded = api::encodeForm(fragment);
  std::string address = textOr(*asked, "redirect");
  if (address == kOutOfBand) address = request.origin + "/" + options.context + "/sharing/oauth2/approval";
  return redirect(address + "#" + std::string(textOf(encoded.reveal())));
}

}  // namespace holdfast::site
