// Reading; a token goes from the form into its own place and never into a string.
#include "site/request.h"

#include <algorithm>
#include <array>
#include <utility>

namespace holdfast::site {
namespace {

constexpr std::size_t kMostBody = std::size_t{1} << 20;
constexpr std::size_t kMostAddress = 8192;

constexpr std::array<std::pair<std::string_view, Format>, 3> kFormats{
    {{"html", Format::html}, {"json", Format::json}, {"pjson", Format::pjson}}};

std::optional<Format> formatNamed(std::string_view name) {
  const auto found = std::ranges::find(kFormats, name, &std::pair<std::string_view, Format>::first);
  if (found == kFormats.end()) return std::nullopt;
  return found->second;
}

struct Address {
  std::string_view origin, path, query;
};

Address split(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t host = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::size_t start = std::min(url.find_first_of("/?#", host), url.size());
  std::string_view rest = url.substr(start);
  rest = rest.substr(0, rest.find('#'));
  const std::size_t question = std::min(rest.find('?'), rest.size());
  return {url.substr(0, start), rest.substr(0, question),
          question == rest.size() ? std::string_view{} : rest.substr(question + 1)};
}

std::optional<Format> formatIn(std::string_view form) {
  while (!form.empty()) {
    const std::string_view field = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(field.size() + 1, form.size()));
    if (field.starts_with("f=")) return formatNamed(field.substr(2));
  }
  return std::nullopt;
}

Result<std::vector<std::string>> segmentsOf(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (segment.empty() && path.empty()) break;
    auto decoded = api::decodePathSegment(segment);
    if (!decoded) return fail(decoded);
    segments.push_back(std::move(*decoded));
  }
  return segments;
}

Result<void> checkBodyType(const api::HttpRequest& request) {
  const auto type = api::headerValue(request.headers, "content-type");
  if (request.body.empty() || !type || type->starts_with("application/x-www-form-urlencoded")) return {};
  return fail(ErrorCode::parameterType,
              "Send the parameters as application/x-www-form-urlencoded; another content type is not read.");
}

Result<void> addQuery(std::string_view query, Request& request) {
  auto form = api::decodeForm(bytesOf(query));
  if (!form) return std::unexpected(form.error());
  for (api::FormField& field : form->fields) {
    if (request.form.find(field.name) != nullptr) {
      return fail(ErrorCode::parameterRepeated, "The parameter stands in the address and in the body; send it once.",
                  field.name);
    }
    request.queryNames.push_back(field.name);
    request.form.fields.push_back(std::move(field));
  }
  return {};
}

SecretBytes bearerToken(const api::HttpRequest& request) {
  for (const std::string_view name : {"authorization", "x-esri-authorization"}) {
    const auto value = api::headerValue(request.headers, name);
    if (value && value->size() > 7 && value->substr(0, 7) == "Bearer ") return SecretBytes(bytesOf(value->substr(7)));
  }
  return request.bearer.copy();
}

/// The token of the body, of a GET's query or of a header, in this order.
SecretBytes tokenOf(const api::HttpRequest& arrived, const Request& request) {
  const SecretBytes* const given = request.form.find("token");
  const bool isInQuery = std::ranges::find(request.queryNames, "token") != request.queryNames.end();
  if (given != nullptr && !given->empty() && !(request.isPost && isInQuery)) return given->copy();
  return bearerToken(arrived);
}

}  // namespace

std::string Request::text(std::string_view name) const {
  const SecretBytes* const value = form.find(name);
  return value == nullptr ? std::string() : std::string(textOf(value->reveal()));
}

Format formatOf(const api::HttpRequest& request) {
  const auto format = formatIn(textOf(request.body.reveal()));
  return format.value_or(formatIn(split(request.url).query).value_or(Format::html));
}

Result<Request> readRequest(const Arrived& arrived) {
  const api::HttpRequest& given = arrived.request;
  if (given.method != "GET" && given.method != "HEAD" && given.method != "POST") {
    return fail(ErrorCode::apiMethod,
                "The method " + given.method.substr(0, 16) + " is not known here: use GET or POST.");
  }
  if (given.url.size() > kMostAddress || given.body.size() > kMostBody) {
    return fail(ErrorCode::apiTooLarge, "The request is too large: an address may have 8 KiB, a body 1 MiB.");
  }
  const Address address = split(given.url);
  Request request;
  request.isPost = given.method == "POST";
  request.origin = address.origin;
  request.path = address.path;
  request.remoteAddress = arrived.remoteAddress;
  request.referer = api::headerValue(given.headers, "referer").value_or("");
  for (const std::string_view name : {"origin", "sec-fetch-site"}) {
    if (api::headerValue(given.headers, name)) request.isFromBrowser = true;
  }

  if (const auto type = checkBodyType(given); !type) return std::unexpected(type.error());
  auto segments = segmentsOf(address.path);
  if (!segments) return fail(segments);
  request.segments = std::move(*segments);
  auto body = api::decodeForm(given.body.reveal());
  if (!body) return fail(body);
  request.form = std::move(*body);
  if (const auto query = addQuery(address.query, request); !query) return std::unexpected(query.error());

  if (const std::string format = request.text("f"); !format.empty()) {
    const auto named = formatNamed(format);
    if (!named) return fail(ErrorCode::parameterRange, "f must be html, json or pjson.", "f");
    request.format = *named;
  }
  request.token = tokenOf(given, request);
  return request;
}

}  // namespace holdfast::site
