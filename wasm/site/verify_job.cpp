// The verify job, written from top to bottom over the questions of site/host.h.
#include "site/verify_job.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "site/backup_reading.h"

namespace holdfast::site {
namespace {

constexpr std::array<std::string_view, 2> kStages = {"Check header and passcode", "Read the archive"};

class VerifyJob final : public BackupReadingJob {
 public:
  VerifyJob(const Json& input, SecretBytes fileKey, VerifyLevel level)
      : BackupReadingJob(input, std::move(fileKey), kStages), level_(level) {}

 private:
  Script<Result<std::string>> run() override {
    auto verified = co_await verify();
    if (level_ == VerifyLevel::restored) {
      stopListening();
      if (auto discarded = co_await ask(DiscardStaging{}); !discarded && verified) verified = fail(discarded);
    }
    if (!verified) co_return fail(verified);

    Json result = level_ >= VerifyLevel::files ? totals() : Json::object();
    result["state"] = "success";
    result["level"] = static_cast<int>(level_);
    result["verified"] = now();
    result["messages"] = progress_.messages();
    result["stages"] = progress_.stages();
    co_return writeJson(result);
  }

  Script<Result<void>> verify() {
    if (auto begun = co_await beginStage(); !begun) co_return begun;
    if (auto checked = co_await checkHeader(); !checked) co_return checked;
    progress_.endStage(now());
    if (level_ == VerifyLevel::passcode) co_return Result<void>();

    if (auto begun = co_await beginStage(); !begun) co_return begun;
    if (level_ == VerifyLevel::restored) {
      if (auto begun = co_await ask(BeginStaging{}); !begun) co_return fail(begun);
    }
    const auto how = level_ == VerifyLevel::chunks  ? Reading::chunks
                     : level_ == VerifyLevel::files ? Reading::files
                                                    : Reading::staged;
    if (auto read = co_await readArchive(how); !read) co_return read;
    progress_.endStage(now());
    co_return Result<void>();
  }

  VerifyLevel level_;
};

}  // namespace

Result<std::unique_ptr<HostedJob>> makeVerifyJob(const Json& input, SecretBytes fileKey) {
  if (auto checked = checkReadingInput(input); !checked) return fail(checked);
  const std::int64_t level = integerMember(input, "level").value_or(static_cast<int>(VerifyLevel::files));
  if (level < static_cast<int>(VerifyLevel::passcode) || level > static_cast<int>(VerifyLevel::restored)) {
    return fail(ErrorCode::parameterRange, "The level of a verification is 1, 2, 3 or 4.", "level");
  }
  return std::make_unique<VerifyJob>(input, std::move(fileKey), static_cast<VerifyLevel>(level));
}

}  // namespace holdfast::site
