// Runs a job of the local site over a JavaScript host: carries its calls out and the answers back; decides nothing.
//
// runJob(kind, inputJson, secret: Uint8Array, host) → Promise<{ok: true, value: resultJson} | {ok: false, error}>.
// The secret is the passcode of a "backup" or "unlock", and the file key of a "restore" or "verify"; it is wiped. The
// value of an "unlock" is that file key, a Uint8Array, for its taker to wipe.
// `host.perform(call)` answers a promise of `{ok: true, value} | {ok: false, error}` that never rejects; what calls and
// values are is told in site/host.h. The job is cancelled once `host.cancelled` is true.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <memory>
#include <string>
#include <utility>

#include "age/self_test.h"
#include "bindings/convert.h"
#include "bindings/random.h"
#include "bindings/site_host.h"
#include "site/backup_job.h"
#include "site/import_job.h"
#include "site/restore_job.h"
#include "site/unlock_job.h"
#include "site/verify_job.h"

namespace holdfast::bindings {
namespace {

using emscripten::val;

EpochMs currentTime() { return toInteger(val::global("Date").call<val>("now")); }

Result<std::unique_ptr<site::HostedJob>> makeJob(const std::string& kind, const Json& input, SecretBytes secret) {
  if (auto tested = age::selfTest(); !tested) return fail(tested);
  if (kind == "backup") return site::makeBackupJob(input, std::move(secret), platformRandom());
  if (kind == "unlock") return site::makeUnlockJob(input, std::move(secret));
  if (kind == "restore") return site::makeRestoreJob(input, std::move(secret));
  if (kind == "verify") return site::makeVerifyJob(input, std::move(secret));
  if (kind == "import") return site::makeImportJob(input);
  return fail(ErrorCode::apiUnsupported, "The local site has no job of the kind " + kind + ".");
}

// The parameters are values: a coroutine outlives the references it was handed.
val runJob(std::string kind, std::string inputJson, val given, val host) {
  SecretBytes secret = takeSecret(given);
  const auto input = parseJson(inputJson);
  if (!input) co_return failure(input.error());
  auto job = makeJob(kind, *input, std::move(secret));
  if (!job) co_return failure(job.error());

  site::HostCall call = (*job)->start(currentTime());
  while (!std::holds_alternative<site::Ended>(call)) {
    const val outcome = co_await host.call<val>("perform", toVal(call));
    if (host["cancelled"].isTrue()) (*job)->cancel();
    call = (*job)->next(toHostAnswer(outcome), currentTime());
  }
  const auto& [outcome, fileKey] = std::get<site::Ended>(call);
  if (!outcome) co_return failure(outcome.error());
  co_return success(fileKey ? toUint8Array(fileKey->reveal()) : val(*outcome));
}

EMSCRIPTEN_BINDINGS(holdfast_site_jobs) { emscripten::function("runJob", &runJob); }

}  // namespace
}  // namespace holdfast::bindings
