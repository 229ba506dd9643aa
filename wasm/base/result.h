// Result<T>: what a function returns that can fail; no exception crosses a layer.
#pragma once

#include <expected>
#include <string>
#include <utility>

#include "base/error.h"

namespace holdfast {

/// A value, or the Error that says why there is none.
template <class T>
using Result = std::expected<T, Error>;

/// The failing half of a Result: `return fail(ErrorCode::passcodeWrong, "…");`
inline std::unexpected<Error> fail(ErrorCode code, std::string message, std::string parameter = {}) {
  return std::unexpected(Error{.code = code, .message = std::move(message), .parameter = std::move(parameter)});
}

/// Passes the Error of one Result on as that of another.
template <class T>
std::unexpected<Error> fail(Result<T>& failed) {
  return std::unexpected(std::move(failed.error()));
}

template <class T>
std::unexpected<Error> fail(Result<T>&& failed) {
  return std::unexpected(std::move(failed.error()));
}

}  // namespace holdfast
