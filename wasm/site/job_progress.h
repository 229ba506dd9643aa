// How far a job has come: its stages, counts and messages, as the job and status resources show them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace holdfast::site {

class JobProgress {
 public:
  /// The stages in their order, none begun.
  explicit JobProgress(std::span<const std::string_view> stageNames);

  void beginStage(EpochMs now);
  void endStage(EpochMs now);

  /// Adds a message; after the first hundred they are only counted.
  void warn(std::string message);
  [[nodiscard]] bool hasWarnings() const { return warnings_ > 0; }
  [[nodiscard]] std::size_t warnings() const { return warnings_; }

  /// `[{name, state, lastUpdated, duration}]`, only what has begun; states `in_progress` and `completed`.
  [[nodiscard]] Json stages() const;
  /// The messages, and a last one that counts those left out.
  [[nodiscard]] Json messages() const;
  /// `{stages, progress, messages}`.
  [[nodiscard]] Json report() const;

  /// Whether the last report is long enough ago for the next one (at most four a second).
  bool isReportDue(EpochMs now);

  std::uint64_t filesDone = 0;
  std::uint64_t filesTotal = 0;
  std::uint64_t bytesDone = 0;
  std::uint64_t bytesTotal = 0;

 private:
  struct Stage {
    std::string_view name;
    EpochMs begun = 0;
    EpochMs ended = 0;
    bool isDone = false;
  };
  std::vector<Stage> stages_;
  std::size_t current_ = 0;
  std::vector<std::string> messages_;
  std::size_t warnings_ = 0;
  EpochMs lastReport_ = 0;
};

}  // namespace holdfast::site
