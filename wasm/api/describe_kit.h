// What a recovery kit is to say, picked out of what the API tells of a store and its backups; knows the kit's JSON
// (web/kit.schema.json) and nothing of its sealing.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace holdfast::api {

/// The kit's JSON out of `{root, store, backups, settings, passcodeKept}`: the address of the Administrator API, the
/// store and its backups as the API sends them, the settings that are known beside those of the API (`settingsFrom`),
/// and where the passcode is kept; the last two may be left out. Credentials and keys of the store are left out. Fails
/// with `parameterType` where a part is missing or of another type, and as `settingsFrom` does.
[[nodiscard]] Result<Json> describeKit(const Json& source, EpochMs now);

}  // namespace holdfast::api
