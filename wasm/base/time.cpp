// UTC text of points in time and durations.
#include "base/time.h"

#include <chrono>
#include <cstddef>

namespace holdfast {
namespace {

struct UtcFields {
  int year;
  unsigned month, day;
  std::int64_t hour, minute, second, millisecond;
};

UtcFields utcFields(EpochMs time) {
  using namespace std::chrono;
  const sys_time<milliseconds> point{milliseconds{time}};
  const auto midnight = floor<days>(point);
  const year_month_day date{midnight};
  const std::int64_t inDay = (point - midnight).count();
  return {int{date.year()},    unsigned{date.month()}, unsigned{date.day()}, inDay / 3'600'000,
          inDay / 60'000 % 60, inDay / 1000 % 60,      inDay % 1000};
}

/// `value` in decimal with leading zeros up to `width` digits.
std::string padded(std::int64_t value, std::size_t width) {
  std::string digits = std::to_string(value);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

std::string joined(const UtcFields& utc, char beforeHour, char inTime) {
  return padded(utc.year, 4) + '-' + padded(utc.month, 2) + '-' + padded(utc.day, 2) + beforeHour +
         padded(utc.hour, 2) + inTime + padded(utc.minute, 2) + inTime + padded(utc.second, 2);
}

}  // namespace

std::string isoTime(EpochMs time) {
  const UtcFields utc = utcFields(time);
  return joined(utc, 'T', ':') + '.' + padded(utc.millisecond, 3) + 'Z';
}

std::string nameTime(EpochMs time) { return joined(utcFields(time), '-', '-'); }

std::string overallDurationText(EpochMs duration) {
  return padded(duration / 3'600'000, 2) + "hr:" + padded(duration / 60'000 % 60, 2) +
         "min:" + padded(duration / 1000 % 60, 2) + "sec:" + padded(duration % 1000, 3) + "millisec";
}

std::string stageDurationText(EpochMs duration) {
  return std::to_string(duration) + " millis (~ " + std::to_string(duration / 60'000) + " minutes)";
}

}  // namespace holdfast
