// The restore job, written from top to bottom over the questions of site/host.h.
#include "site/restore_job.h"

#include <array>
#include <string_view>
#include <utility>

#include "site/backup_reading.h"

namespace holdfast::site {
namespace {

/// The documentation names the stages of a backup only; these answer to them.
constexpr std::array<std::string_view, 4> kStages = {"Validation", "Restore Object store",
                                                     "Restore system configuration", "Post restore operation cleanup"};

class RestoreJob final : public BackupReadingJob {
 public:
  RestoreJob(const Json& input, SecretBytes fileKey) : BackupReadingJob(input, std::move(fileKey), kStages) {}

 private:
  Script<Result<std::string>> run() override {
    auto restored = co_await restore();
    if (restored) co_return co_await cleanUp();
    stopListening();
    if (const auto discarded = co_await ask(DiscardStaging{}); !discarded) {
      restored.error().details.push_back("What was restored already could not be removed either: " +
                                         discarded.error().message);
    }
    co_return std::unexpected(restored.error());
  }

  Script<Result<void>> restore() {
    if (auto begun = co_await beginStage(); !begun) co_return begun;
    if (auto checked = co_await checkHeader(); !checked) co_return checked;
    progress_.endStage(now());

    if (auto begun = co_await beginStage(); !begun) co_return begun;
    if (auto begun = co_await ask(BeginStaging{}); !begun) co_return fail(begun);
    if (auto read = co_await readArchive(Reading::staged); !read) co_return read;
    progress_.endStage(now());

    if (auto begun = co_await beginStage({{"swapping", true}}); !begun) co_return begun;
    // From here the content is the old or the new one: nothing may leave off in between.
    stopListening();
    if (auto swapped = co_await ask(SwapContent{}); !swapped) co_return fail(swapped);
    progress_.endStage(now());
    co_return Result<void>();
  }

  /// The content is restored: nothing that goes wrong from here on makes that untrue.
  Script<Result<std::string>> cleanUp() {
    if (const auto begun = co_await beginStage(); !begun) progress_.warn(begun.error().message);
    if (const auto discarded = co_await ask(DiscardStaging{}); !discarded) {
      progress_.warn(
          "The former content could not be removed from its disk; it goes when the site is started the next "
          "time. " +
          discarded.error().message);
    }
    progress_.endStage(now());
    Json result = totals();
    result["state"] = progress_.hasWarnings() ? "completed_with_warnings" : "success";
    result["messages"] = progress_.messages();
    result["stages"] = progress_.stages();
    co_return writeJson(result);
  }
};

}  // namespace

Result<std::unique_ptr<HostedJob>> makeRestoreJob(const Json& input, SecretBytes fileKey) {
  if (auto checked = checkReadingInput(input); !checked) return fail(checked);
  return std::make_unique<RestoreJob>(input, std::move(fileKey));
}

}  // namespace holdfast::site
