// The one coroutine: runs any flow over a host of JavaScript functions; knows no operation.
#pragma once

#include <emscripten/val.h>

#include <memory>

#include "api/flow.h"

namespace holdfast::bindings {

/// Runs `flow` from start to end and answers a promise of `{ok, value | error}` that never rejects. `host` holds
/// functions that do not throw, and whose promises do not reject:
///   now() -> epoch milliseconds
///   update(value)
///   fetch({method, url, headers, body, bearer}) -> {ok: true, status, headers, body} | {ok: false, aborted, reason}
///   sleep(milliseconds) -> {ok: true} | {ok: false, aborted: true}
///   credentials() -> {ok: true, username, password, token, expires} | {ok: false, aborted, reason}
///   authenticate() -> {ok: true} | {ok: false, aborted, error}
/// Headers are pairs `[name, value]`; `body`, `bearer`, `password` and `token` are `Uint8Array`s, filled with zeros
/// after use. `aborted` ends the flow with that code.
[[nodiscard]] emscripten::val drive(std::unique_ptr<api::Flow> flow, emscripten::val host);

}  // namespace holdfast::bindings
