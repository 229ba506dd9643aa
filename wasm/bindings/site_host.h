// Moves the storage calls of the local site and their answers between the core and JavaScript; decides nothing.
#pragma once

#include <emscripten/val.h>

#include "site/host.h"

namespace holdfast::bindings {

/// `{kind, …}`, where `kind` is the call's name as `host.h` has it, its first letter small (`listContent`), and the
/// other members are the call's own. Paths and bytes are `Uint8Array`s; a report is its JSON text; `ended` holds
/// `outcome`, `{ok: true, value: JSON text}` or `{ok: false, error}`.
[[nodiscard]] emscripten::val toVal(const site::HostCall& call);

/// What the host made of a call: `{ok: true, value}` with nothing, a list of facts, the facts of one entry or a
/// `Uint8Array`; or `{ok: false, error: {code, message, parameter}}`, any unknown code counting as `storage_failed`.
[[nodiscard]] site::HostAnswer toHostAnswer(const emscripten::val& outcome);

}  // namespace holdfast::bindings
