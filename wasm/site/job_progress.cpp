// Stages, counts and messages of a job, and when they are worth reporting.
#include "site/job_progress.h"

#include <utility>

namespace holdfast::site {
namespace {

constexpr std::size_t kMostMessages = 100;
constexpr EpochMs kReportInterval = 250;

}  // namespace

JobProgress::JobProgress(std::span<const std::string_view> stageNames) {
  for (const std::string_view name : stageNames) stages_.push_back({.name = name});
}

void JobProgress::beginStage(EpochMs now) { stages_[current_].begun = now; }

void JobProgress::endStage(EpochMs now) {
  stages_[current_].ended = now;
  stages_[current_].isDone = true;
  ++current_;
}

void JobProgress::warn(std::string message) {
  if (++warnings_ <= kMostMessages) messages_.push_back(std::move(message));
}

Json JobProgress::stages() const {
  Json list = Json::array();
  for (const Stage& stage : stages_) {
    if (stage.begun == 0) break;
    list.push_back({{"name", stage.name},
                    {"state", stage.isDone ? "completed" : "in_progress"},
                    {"lastUpdated", stage.isDone ? stage.ended : stage.begun},
                    {"duration", stage.isDone ? stageDurationText(stage.ended - stage.begun) : ""}});
  }
  return list;
}

Json JobProgress::messages() const {
  Json list = messages_;
  if (warnings_ > kMostMessages) list.push_back("and " + std::to_string(warnings_ - kMostMessages) + " more");
  return list;
}

Json JobProgress::report() const {
  return {
      {"stages", stages()},
      {"progress",
       {{"filesDone", filesDone}, {"filesTotal", filesTotal}, {"bytesDone", bytesDone}, {"bytesTotal", bytesTotal}}},
      {"messages", messages()}};
}

bool JobProgress::isReportDue(EpochMs now) {
  if (now - lastReport_ < kReportInterval) return false;
  lastReport_ = now;
  return true;
}

}  // namespace holdfast::site
