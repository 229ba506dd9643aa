// Asks for manifest and header, and leaves the rest to age.
#include "site/unlock_job.h"

#include <utility>

#include "site/backup_reading.h"

namespace holdfast::site {
namespace {

class UnlockJob final : public StoredBackupJob {
 public:
  UnlockJob(const Json& input, SecretBytes passcode) : StoredBackupJob(input), passcode_(std::move(passcode)) {}

 private:
  Script<Result<std::string>> run() override {
    auto header = co_await readHeader();
    if (!header) co_return fail(header);
    auto fileKey = age::unlock(*header, passcode_, {}, headerFacts());
    if (!fileKey) co_return fail(fileKey);
    // Nothing follows the header that was read: it is whole, or was refused.
    handOver(std::move(**fileKey));
    co_return "{}";
  }

  SecretBytes passcode_;
};

}  // namespace

Result<std::unique_ptr<HostedJob>> makeUnlockJob(const Json& input, SecretBytes passcode) {
  if (auto checked = checkReadingInput(input); !checked) return fail(checked);
  return std::make_unique<UnlockJob>(input, std::move(passcode));
}

}  // namespace holdfast::site
