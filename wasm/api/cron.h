// The cron schedule of a scheduled task: reads its five fields and works out its runs in GMT; knows no task and no
// clock.
//
// API page create-task: `, - * /` everywhere, names of months and days, and for the days `?`, `L`, `W`, `#`. They mean
// what they mean in Quartz, whose expression the task resource shows: days of the week are 1 (SUN) to 7 (SAT).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace holdfast::api {

enum class CronPart : std::uint8_t { minute, hour, dayOfMonth, month, dayOfWeek };

/// The parameters of createTask in the order of CronPart.
inline constexpr std::array<std::string_view, 5> kCronParts = {"minute", "hour", "dayOfMonth", "month", "dayOfWeek"};

/// What one field allows.
struct CronField {
  /// Bit n stands for the value n.
  std::uint64_t values = 0;
  /// `*` or `?`: every value.
  bool isAny = false;

  /// Days that depend on the month.
  struct Special {
    enum class Kind : std::uint8_t { lastDay, lastWeekday, nearestWeekday, lastOfMonth, nthOfMonth };
    Kind kind;
    /// lastDay: days before it; nearestWeekday: the day of the month; else the day of the week, 1 to 7.
    int value = 0;
    /// nthOfMonth: which one, 1 to 5.
    int nth = 0;
  };
  std::vector<Special> specials = {};

  [[nodiscard]] bool has(unsigned value) const { return isAny || ((values >> value) & 1U) != 0; }
};

/// Reads one field. Fails with `parameterRange`, naming the field, what is wrong in it, and what it takes.
[[nodiscard]] Result<CronField> readCronField(CronPart part, std::string_view text);

/// A schedule goes by the days of the month or by those of the week: fails with `parameterMismatch` where neither field
/// is `?` or `*`.
[[nodiscard]] Result<void> checkDayFields(const CronField& dayOfMonth, const CronField& dayOfWeek);

class Cron {
 public:
  /// Reads the five fields, in the order of CronPart. Fails with `validationFailed` and a fault for each bad field;
  /// one of the two day fields must be `?` or `*`.
  [[nodiscard]] static Result<Cron> parse(const std::array<std::string, 5>& fields);

  /// The first run after `time`, or nothing where there is none within 40 years (such as on 30 February).
  [[nodiscard]] std::optional<EpochMs> nextAfter(EpochMs time) const;

  /// The first `count` runs after `time`, in order; fewer where there are no more.
  [[nodiscard]] std::vector<EpochMs> runsAfter(EpochMs time, std::size_t count) const;

  /// The Quartz expression: six fields, led by the seconds, with `?` in one of the day fields.
  [[nodiscard]] std::string expression() const;

 private:
  [[nodiscard]] const CronField& field(CronPart part) const { return fields_[static_cast<std::size_t>(part)]; }

  std::array<CronField, 5> fields_;
  std::array<std::string, 5> texts_;
};

}  // namespace holdfast::api
