// The one place that reads a reply: JSON that means yes, or which of a server's many ways to say no it is.
#pragma once

#include <optional>

#include "api/http.h"
#include "base/json.h"
#include "base/json_cut.h"
#include "base/result.h"
#include "base/time.h"

namespace holdfast::api {

/// The JSON of `reply`, or the error it stands for (reference section 10): an HTTP error with or without JSON, 200 with
/// `error`, the Administrator shape `{status: error | failed, messages, code}`, a top-level `code` of 400 or more, HTML
/// where JSON was asked, an empty body, JSON that ends too early. `needed` is a member without which the reply is
/// `replyUnexpected`; empty: any JSON object will do. The server's words become `details`.
[[nodiscard]] Result<Json> readReply(const HttpReply& reply, std::string_view needed = {});

/// A large reply read for whoever hands it on as it came: a piece at a time, so that other things can be done in
/// between.
class ReplyInPieces {
 public:
  ReplyInPieces(HttpReply reply, std::string_view needed);
  ReplyInPieces(const ReplyInPieces&) = delete;
  ReplyInPieces& operator=(const ReplyInPieces&) = delete;

  /// Reads one piece; whether there is more to read.
  [[nodiscard]] bool proceed();
  /// What `readReply` answers, but for the elements of the list that was read in pieces, which are left out.
  [[nodiscard]] Result<Json> finish() const;

 private:
  HttpReply reply_;
  std::string_view needed_;
  std::optional<CutJson> cut_;
  std::size_t next_ = 0;
  bool isJson_ = true;
};

/// Milliseconds the reply asks to wait (`Retry-After` in seconds or as an HTTP date at `now`), or nothing.
[[nodiscard]] std::optional<EpochMs> retryAfter(const HttpReply& reply, EpochMs now);

/// Whether the same question may be answered later: a network fault, 429, 5xx, or a reply that is no JSON.
[[nodiscard]] bool isPassing(const Error& error);

/// Whether it stays open if the server acted on the request: no reply, or one that does not speak of the operation.
[[nodiscard]] bool isReplyLost(const Error& error);

/// Whether the server wants another token: 498 or 499.
[[nodiscard]] bool isTokenRefused(const Error& error);

}  // namespace holdfast::api
