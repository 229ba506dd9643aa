// Runs a job of the local site over a JavaScript host: carries its calls out and the answers back; decides nothing.
//
// runJob(kind, inputJson, passcode: Uint8Array, host) → Promise<{ok: true, value: resultJson} | {ok: false, error}>.
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
#include "site/verify_job.h"

namespace holdfast::bindings {
namespace {

using emscripten::val;

EpochMs currentTime() { return toInteger(val::global("Date").call<val>("now")); }

Result<std::unique_ptr<site::HostedJob>> makeJob(const std::string& kind, const Json& input, SecretBytes passcode) {
  if (auto tested = age::selfTest(); !tested) return fail(tested);
  if (kind == "backup") return site::makeBackupJob(input, std::move(passcode), platformRandom());
  if (kind == "restore") return site::makeRestoreJob(input, std::move(passcode));
  if (kind == "verify") return site::makeVerifyJob(input, std::move(passcode));
  if (kind == "import") return site::makeImportJob(input);
  return fail(ErrorCode::apiUnsupported, "The local site has no job of the kind " + kind + ".");
}

// The parameters are values: a coroutine outlives the references it was handed.
val runJob(std::string kind, std::string inputJson, val passcode, val host) {
  SecretBytes secret = takeSecret(passcode);
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
  auto& ended = std::get<site::Ended>(call).outcome;
  if (!ended) co_return failure(ended.error());
  co_return success(val(*ended));
}

EMSCRIPTEN_BINDINGS(holdfast_site_jobs) { emscripten::function("runJob", &runJob); }

}  // namespace
}  // namespace holdfast::bindings
