// Points in time as the API writes them, and their UTC text; never reads a clock.
#pragma once

#include <cstdint>
#include <string>

namespace holdfast {

/// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds. `now` parameters are of this type.
using EpochMs = std::int64_t;

/// `2026-11-24T00:20:21.000Z`.
[[nodiscard]] std::string isoTime(EpochMs time);

/// `2026-11-24-00-20-21`, as the names of scheduled backups end (API page create-task).
[[nodiscard]] std::string nameTime(EpochMs time);

/// `00hr:01min:04sec:221millisec`, as the status resource writes an overall duration (API page status).
[[nodiscard]] std::string overallDurationText(EpochMs duration);

/// `64221 millis (~ 1 minutes)`, as the status resource writes the duration of a stage (API page status).
[[nodiscard]] std::string stageDurationText(EpochMs duration);

}  // namespace holdfast
