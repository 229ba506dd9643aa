// Turns a script into the questions and answers of a HostedJob.
#include "site/script.h"

namespace holdfast::site {

HostCall ScriptedJob::start(EpochMs now) {
  now_ = now;
  script_.emplace(run());
  script_->start();
  return takeCall();
}

HostCall ScriptedJob::next(HostAnswer answer, EpochMs now) {
  now_ = now;
  answer_ = std::move(answer);
  waiting_.resume();
  return takeCall();
}

HostCall ScriptedJob::takeCall() {
  if (auto& outcome = script_->ended()) return Ended{std::move(*outcome), std::move(fileKey_)};
  return std::move(call_);
}

}  // namespace holdfast::site
