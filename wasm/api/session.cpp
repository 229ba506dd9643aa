// The token's life; what is refused is remembered, so that the same token is not tried for ever.
#include "api/session.h"

#include <algorithm>

namespace holdfast::api {
namespace {

constexpr EpochMs kEarly = EpochMs{5} * 60 * 1000;
constexpr std::string_view kTail = "/admin";

}  // namespace

Result<Session> Session::open(std::string_view root, std::string_view referer) {
  while (root.ends_with('/')) root.remove_suffix(1);
  const bool isHttp = root.starts_with("https://") || root.starts_with("http://");
  const auto host = root.find("//") + 2;
  const auto path = isHttp ? root.find('/', host) : std::string_view::npos;
  const bool isPlain = root.find_first_of("?#@\\ \t\r\n") == std::string_view::npos;
  if (!isPlain || path == std::string_view::npos || path == host || !root.ends_with(kTail)) {
    return fail(ErrorCode::parameterCharacters,
                "The root must be the address of the Administrator API: https://<host>/<context>/admin.", "root");
  }
  Session session;
  session.root_ = root;
  session.referer_ = referer;
  return session;
}

std::string Session::sharingAddress() const { return root_.substr(0, root_.size() - kTail.size()) + "/sharing/rest"; }

std::string Session::tokenAddress() const { return sharingAddress() + "/generateToken"; }

std::string Session::revokeAddress() const { return sharingAddress() + "/oauth2/revokeToken"; }

bool Session::needsToken(EpochMs now) const { return token_.empty() || (expires_ != 0 && now >= expires_ - early_); }

bool Session::hasToken(EpochMs now) const { return !token_.empty() && (expires_ == 0 || now < expires_); }

void Session::grant(SecretBytes token, EpochMs expires, EpochMs now) {
  token_ = std::move(token);
  expires_ = expires;
  early_ = std::clamp<EpochMs>((expires - now) / 10, 0, kEarly);
  ++generation_;
}

void Session::refuse(std::uint64_t generation) {
  if (generation != generation_) return;
  refused_ = std::move(token_);
  forget();
}

void Session::forget() {
  token_ = {};
  expires_ = 0;
}

bool Session::isRefused(const SecretBytes& token) const {
  return !refused_.empty() && equalInConstantTime(refused_.reveal(), token.reveal());
}

}  // namespace holdfast::api
