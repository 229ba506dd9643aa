// Reads replies (Administrator API, reference section 10; shapes as arcgis-rest-js tests them).
#include "api/response.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "api/sentences.h"
#include "base/utf8.h"

namespace holdfast::api {
namespace {

struct Row {
  int from;
  int to;
  ErrorCode code;
  std::string_view message;
};

// The first row that holds the code counts.
constexpr Row kRows[] = {
    {400, 400, ErrorCode::apiBadRequest, "The server found a parameter at fault."},
    {401, 401, ErrorCode::tokenRequired, "The server asks for a sign-in."},
    {403, 403, ErrorCode::privilegeMissing,
     "The account may not do this; it needs the administrator role or the privilege Security and infrastructure."},
    {404, 404, ErrorCode::apiNotFound,
     "The server knows nothing at this address; check the names and the context path."},
    {405, 405, ErrorCode::apiMethod, "The address does not answer to this HTTP method."},
    {409, 409, ErrorCode::apiConflict, "The name is taken, or another disaster recovery job is running."},
    {413, 414, ErrorCode::apiTooLarge, "The request is larger than the server accepts."},
    {431, 431, ErrorCode::apiTooLarge, "The request is larger than the server accepts."},
    {498, 498, ErrorCode::tokenExpired, "The token has expired or is not known to the server; sign in again."},
    {499, 499, ErrorCode::tokenRequired, "The request needs a token; sign in."},
    {501, 501, ErrorCode::apiUnsupported, "The server does not offer this."},
    {502, 504, ErrorCode::apiUnavailable, "The server is there but cannot answer now; try again later."},
};

/// The error a server's `code` stands for; `isHttp` tells a status apart from a code inside a body, where 500 is a
/// refusal with words of its own and not a server that cannot answer.
Error errorOf(int code, bool isHttp) {
  if (code == 429) {
    Error error = say(ErrorCode::apiUnavailable, Sentence::tooManyRequests);
    error.apiCode = code;
    return error;
  }
  for (const Row& row : kRows) {
    if (code >= row.from && code <= row.to) {
      return {.code = row.code, .message = std::string(row.message), .apiCode = code};
    }
  }
  if (isHttp && code >= 500) {
    return {.code = ErrorCode::apiUnavailable,
            .message = "The server is there but failed to answer (" + std::to_string(code) + "); try again later.",
            .apiCode = code};
  }
  return {.code = ErrorCode::apiError, .message = "The server refused the request.", .apiCode = code};
}

void addWords(const Json* words, std::vector<std::string>& details) {
  if (words == nullptr || words->is_null()) return;
  if (words->is_array()) {
    for (const Json& word : *words) addWords(&word, details);
  } else if (words->is_string()) {
    const std::string& text = words->get_ref<const std::string&>();
    if (!text.empty()) details.push_back(text);
  } else {
    details.push_back(writeJson(*words));
  }
}

std::optional<int> codeMember(const Json& object) {
  if (const auto code = integerMember(object, "code"))
    return static_cast<int>(std::clamp<std::int64_t>(*code, 0, 9999));
  const auto text = textMember(object, "code");
  int code = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), code).ec != std::errc{}) return std::nullopt;
  return code;
}

/// The error that a local site names by its stable code `name`: why a backup does not open, in the site's words.
std::optional<Error> ownRefusal(std::string_view name, const Error& refused) {
  const auto code = errorCodeNamed(name);
  if (!code || refused.details.empty()) return std::nullopt;
  const ErrorKind kind = entryOf(*code).kind;
  if (kind != ErrorKind::passcode && kind != ErrorKind::file) return std::nullopt;
  return Error{.code = *code,
               .message = refused.details.front(),
               .details = {refused.details.begin() + 1, refused.details.end()},
               .apiCode = refused.apiCode};
}

Error refusal(const Json& body, const Json* words, int status) {
  const bool isHttp = !codeMember(body).has_value();
  Error error = errorOf(codeMember(body).value_or(status >= 400 ? status : 0), isHttp && status >= 400);
  addWords(words, error.details);
  addWords(member(body, "details"), error.details);
  if (const auto code = textMember(body, "messageCode")) {
    if (auto own = ownRefusal(*code, error)) return std::move(*own);
    error.details.push_back(*code);
  }
  if (error.code == ErrorCode::apiError && !error.details.empty()) {
    error.message = "The server refused the request: " + error.details.front();
  }
  return error;
}

/// Which "no" the object is, or nothing where it says none.
std::optional<Error> refusalIn(const Json& body, int status) {
  const Json* const error = member(body, "error");
  if (error != nullptr && error->is_object()) return refusal(*error, member(*error, "message"), status);
  if (error != nullptr && error->is_string()) return refusal(body, error, status);

  const auto state = textMember(body, "status");
  // A failed backup, or a task's failed run, is an object with a status of its own, not a refusal.
  constexpr std::string_view kIdentities[] = {"backupName", "jobid", "runId"};
  const bool isResource =
      std::ranges::any_of(kIdentities, [&](std::string_view name) { return member(body, name) != nullptr; });
  const bool isFailed = !isResource && (state == "error" || state == "failed" || state == "failure");
  const auto code = codeMember(body);
  if (!isFailed && !(code && *code >= 400) && status < 400) return std::nullopt;
  const Json* words = member(body, "messages");
  if (words == nullptr) words = member(body, "statusMessage");
  if (words == nullptr) words = member(body, "message");
  return refusal(body, words, status);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

/// Whether the text is the beginning of JSON whose end did not arrive: brackets or quotes are still open.
bool isOpenEnded(std::string_view text) {
  int depth = 0;
  bool isInText = false;
  for (std::size_t index = 0; index < text.size(); ++index) {
    const char letter = text[index];
    if (isInText) {
      if (letter == '\\') ++index;
      else if (letter == '"') isInText = false;
    } else if (letter == '"') {
      isInText = true;
    } else if (letter == '{' || letter == '[') {
      ++depth;
    } else if (letter == '}' || letter == ']') {
      --depth;
    }
  }
  return isInText || depth > 0;
}

Error noJson(std::string_view text, const HttpReply& reply) {
  if (reply.status >= 400) return errorOf(reply.status, /*isHttp=*/true);
  const auto type = headerValue(reply.headers, "content-type").value_or("");
  ErrorCode code = ErrorCode::replyNotJson;
  std::string message = "The server answered with something that is not JSON; check the address of the root.";
  if (text.empty()) {
    code = ErrorCode::replyEmpty;
    message = "The server answered with an empty body.";
  } else if (text.front() == '<' || type.starts_with("text/html")) {
    code = ErrorCode::replyHtml;
    message = "The server answered with an HTML page; check that the root is https://<host>/<context>/admin.";
  } else if ((text.front() == '{' || text.front() == '[') && isOpenEnded(text)) {
    code = ErrorCode::replyCutOff;
    message = "The server's answer ends too early; the connection was cut.";
  }
  return {.code = code, .message = message, .apiCode = reply.status};
}

/// Whether the JSON of a reply means yes, or which "no" it is.
Result<Json> judge(Result<Json> body, const HttpReply& reply, std::string_view needed) {
  if (!body || !body->is_object()) return std::unexpected(noJson(trimmed(textOf(reply.body)), reply));
  // A store that is not ready says `isReady: false`, and may say `status: failed` beside it.
  const bool isAnswer = reply.status < 400 && needed != "status" && !needed.empty() &&
                        member(*body, needed) != nullptr && member(*body, "error") == nullptr;
  if (isAnswer) return body;
  if (auto error = refusalIn(*body, reply.status)) return std::unexpected(std::move(*error));
  if (!needed.empty() && member(*body, needed) == nullptr) {
    return fail(ErrorCode::replyUnexpected, "The server's answer lacks the member " + std::string(needed) + ".",
                std::string(needed));
  }
  return body;
}

constexpr std::size_t kPiece = std::size_t{512} << 10;
/// The longest reply that is read as one value: some 70,000 backups, in 250 MB of memory. Read in pieces there is no
/// such limit.
constexpr JsonLimits kReply{.bytes = std::size_t{64} << 20};

}  // namespace

Result<Json> readReply(const HttpReply& reply, std::string_view needed) {
  return judge(parseJson(trimmed(textOf(reply.body)), kReply), reply, needed);
}

ReplyInPieces::ReplyInPieces(HttpReply reply, std::string_view needed)
    : reply_(std::move(reply)), needed_(needed), cut_(cutList(textOf(reply_.body), kPiece)) {}

bool ReplyInPieces::proceed() {
  if (!cut_ || !isJson_ || next_ == cut_->pieces.size()) return false;
  const auto elements = parseJson("[" + std::string(cut_->pieces[next_++]) + "]");
  isJson_ = elements && !elements->empty();
  return isJson_ && next_ < cut_->pieces.size();
}

Result<Json> ReplyInPieces::finish() const {
  if (!cut_) return readReply(reply_, needed_);
  if (!isJson_) return std::unexpected(noJson(trimmed(textOf(reply_.body)), reply_));
  return judge(parseJson(trimmed(cut_->outline)), reply_, needed_);
}

std::optional<EpochMs> retryAfter(const HttpReply& reply, EpochMs now) {
  const auto text = headerValue(reply.headers, "retry-after");
  if (!text) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [rest, fault] = std::from_chars(text->data(), text->data() + text->size(), seconds);
  if (fault == std::errc{} && rest == text->data() + text->size() && seconds >= 0) {
    return std::min<std::int64_t>(seconds, 3600) * 1000;
  }
  // "Tue, 24 Nov 2026 02:00:00 GMT" (RFC 9110, 5.6.7); the two obsolete forms are ignored.
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text->size() != 29 || !text->ends_with(" GMT")) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = -1;
    std::from_chars(text->data() + at, text->data() + at + size, value);
    return value;
  };
  const auto month = kMonths.find(text->substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year(number(12, 4)),
                                        std::chrono::month(static_cast<unsigned>(month / 3 + 1)),
                                        std::chrono::day(static_cast<unsigned>(number(5, 2)))};
  if (!day.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(day).time_since_epoch().count();
  const EpochMs until = (((days * 24 + number(17, 2)) * 60 + number(20, 2)) * 60 + number(23, 2)) * 1000;
  return std::clamp<EpochMs>(until - now, 0, 3'600'000);
}

bool isPassing(const Error& error) {
  switch (error.code) {
    case ErrorCode::networkFailed:
    case ErrorCode::apiUnavailable:
    case ErrorCode::replyEmpty:
    case ErrorCode::replyHtml:
    case ErrorCode::replyNotJson:
    case ErrorCode::replyCutOff: return true;
    case ErrorCode::apiError: return error.apiCode >= 500;
    default: return false;
  }
}

bool isReplyLost(const Error& error) {
  switch (error.code) {
    case ErrorCode::networkFailed:
    case ErrorCode::replyEmpty:
    case ErrorCode::replyHtml:
    case ErrorCode::replyNotJson:
    case ErrorCode::replyCutOff:
    case ErrorCode::replyUnexpected: return true;
    case ErrorCode::apiUnavailable: return error.apiCode != 429 && error.details.empty();
    default: return false;
  }
}

bool isTokenRefused(const Error& error) { return error.apiCode == 498 || error.apiCode == 499 || error.apiCode == 401; }

}  // namespace holdfast::api
