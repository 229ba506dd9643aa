// JSON and plain pages; every text on a page is escaped, and no page needs a script or a style.
#include "site/render.h"

#include <string>
#include <utility>

namespace holdfast::site {
namespace {

std::string escaped(std::string_view text) {
  std::string html;
  for (const char letter : text) {
    switch (letter) {
      case '&': html += "&amp;"; break;
      case '<': html += "&lt;"; break;
      case '>': html += "&gt;"; break;
      case '"': html += "&quot;"; break;
      case '\'': html += "&#39;"; break;
      default: html.push_back(letter);
    }
  }
  return html;
}

std::string page(std::string_view title, std::string_view content) {
  const std::string heading = escaped(title);
  return "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">"
         "<meta name=\"viewport\" content=\"width=device-width\"><title>" +
         heading + "</title></head>\n<body><main>\n<h1>" + heading + "</h1>\n" + std::string(content) +
         "\n<p><a href=\"/\">Directory</a></p>\n</main></body>\n</html>\n";
}

api::HttpReply reply(int status, std::string_view type, std::string_view body) {
  return {.status = status,
          .headers = {{"Content-Type", std::string(type)},
                      {"Cache-Control", "no-store"},
                      {"X-Content-Type-Options", "nosniff"}},
          .body = Bytes(body.begin(), body.end())};
}

api::HttpReply jsonReply(Format format, const Json& body) {
  return reply(200, "application/json; charset=utf-8",
               format == Format::json ? writeJson(body) : writePrettyJson(body));
}

int htmlStatusOf(int code) { return code == 498 || code == 499 ? 401 : code; }

std::vector<std::string> detailsOf(const Error& error) {
  std::vector<std::string> details = error.details;
  if (error.faults.empty() && !error.parameter.empty()) details.push_back("Parameter: " + error.parameter);
  for (const Error& fault : error.faults) details.push_back(fault.parameter + ": " + fault.message);
  return details;
}

}  // namespace

int apiCodeOf(const Error& error) {
  if (error.apiCode != 0) return error.apiCode;
  switch (error.code) {
    case ErrorCode::tokenRequired: return 499;
    case ErrorCode::tokenExpired: return 498;
    case ErrorCode::privilegeMissing: return 403;
    case ErrorCode::apiNotFound: return 404;
    case ErrorCode::apiMethod: return 405;
    case ErrorCode::apiConflict: return 409;
    case ErrorCode::apiTooLarge: return 413;
    case ErrorCode::apiUnsupported: return 501;
    case ErrorCode::apiUnavailable: return 503;
    case ErrorCode::apiBadRequest:
    case ErrorCode::signInRefused:
    case ErrorCode::accountLocked:
    case ErrorCode::passcodeWrong: return 400;
    default: return entryOf(error.code).kind == ErrorKind::validation ? 400 : 500;
  }
}

api::HttpReply renderResult(Format format, const Json& body, std::string_view title) {
  if (format != Format::html) return jsonReply(format, body);
  return renderPage(title, "<pre>" + escaped(writePrettyJson(body)) + "</pre>");
}

api::HttpReply renderError(Format format, const Error& error) {
  const int code = apiCodeOf(error);
  const auto details = detailsOf(error);
  api::HttpReply rendered;
  if (format == Format::html) {
    std::string content = "<p>" + escaped(error.message) + "</p>\n<ul>";
    for (const std::string& detail : details) content += "<li>" + escaped(detail) + "</li>";
    rendered =
        reply(htmlStatusOf(code), "text/html; charset=utf-8", page("Error " + std::to_string(code), content + "</ul>"));
  } else {
    Json told = {{"code", code}, {"message", error.message}, {"details", details}};
    // Why a backup does not open has no number of its own in the API, and is never to be mixed up.
    if (const ErrorKind kind = entryOf(error.code).kind; kind == ErrorKind::passcode || kind == ErrorKind::file) {
      told["messageCode"] = entryOf(error.code).name;
    }
    rendered = jsonReply(format, {{"error", std::move(told)}});
    if (code == 503) rendered.status = 503;
  }
  if (code == 503) rendered.headers.push_back({"Retry-After", "5"});
  return rendered;
}

api::HttpReply renderPage(std::string_view title, std::string_view html) {
  return reply(200, "text/html; charset=utf-8", page(title, html));
}

api::HttpReply redirect(std::string_view location) {
  api::HttpReply rendered = reply(303, "text/plain; charset=utf-8", "");
  rendered.headers.push_back({"Location", std::string(location)});
  return rendered;
}

}  // namespace holdfast::site
