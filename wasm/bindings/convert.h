// Moves values between the core and JavaScript; knows no operation and decides nothing.
//
// Every exported function answers `{ok: true, value}` or `{ok: false, error}`; the JavaScript side throws, never C++.
#pragma once

#include <emscripten/val.h>

#include "base/bytes.h"
#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"

namespace holdfast::bindings {

/// A JavaScript value equal to `json`; integers above 2^53 lose precision as in any JavaScript number.
[[nodiscard]] emscripten::val toVal(const Json& json);

/// The JSON of a plain JavaScript value (what `JSON.stringify` keeps of it). Fails with `jsonMalformed` where it is
/// `undefined`, a function or nested too deeply.
[[nodiscard]] Result<Json> toJson(const emscripten::val& value);

/// A new `Uint8Array` with a copy of `bytes`, independent of wasm memory.
[[nodiscard]] emscripten::val toUint8Array(ByteView bytes);

/// A copy of a `Uint8Array`. Anything else counts as no bytes.
[[nodiscard]] Bytes toBytes(const emscripten::val& array);

/// Takes a secret over: copies a `Uint8Array` and fills it with zeros. Anything else counts as an empty secret.
[[nodiscard]] SecretBytes takeSecret(const emscripten::val& array);

/// Epoch milliseconds or a size out of a JavaScript number; 0 where it is none.
[[nodiscard]] std::int64_t toInteger(const emscripten::val& number);

/// `{ok: true, value}`.
[[nodiscard]] emscripten::val success(emscripten::val value);

/// `{ok: false, error: {code, kind, message, sentence, values, parameter, details, apiCode, issues}}`.
[[nodiscard]] emscripten::val failure(const Error& error);

/// The Error of `failure`'s `error`, or of what a host puts there; `otherwise` where its code is none of the table.
[[nodiscard]] Error toError(const emscripten::val& error, ErrorCode otherwise);

/// Either of the two for a core result that is JSON.
[[nodiscard]] emscripten::val tagged(const Result<Json>& result);

/// Either of the two for a core result without a value.
[[nodiscard]] emscripten::val tagged(const Result<void>& result);

/// `kind` as the JavaScript side knows it: `validation`, `api`, …
[[nodiscard]] std::string_view kindName(ErrorKind kind);

}  // namespace holdfast::bindings
