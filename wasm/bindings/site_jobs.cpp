// Runs a job of the local site over a JavaScript host: carries its calls out and the answers back; decides nothing.
//
// runJob(kind, inputJson, passcode: Uint8Array, host) → Promise<{ok: true, value: resultJson} | {ok: false, error}>.
// `host.perform(call)` answers a promise of `{ok: true, value} | {ok: false, error}` that never rejects; what calls and
// values are is told in site/host.h. The job is cancelled once `host.cancelled` is true.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "bindings/convert.h"
#include "bindings/random.h"
#include "site/backup_job.h"
#include "site/verify_job.h"

namespace holdfast::bindings {
namespace {

using emscripten::val;

val pathOf(const std::string& path) { return toUint8Array(bytesOf(path)); }

/// The JavaScript form of each call.
struct CallToVal {
  val operator()(const site::ListContent& call) const { return make("listContent", "path", pathOf(call.path)); }
  val operator()(const site::OpenContent& call) const { return make("openContent", "path", pathOf(call.path)); }
  val operator()(const site::ReadContent& call) const { return make("readContent", "length", val(call.length)); }
  val operator()(const site::CloseContent&) const { return make("closeContent"); }
  val operator()(const site::CreateData& call) const { return make("createData", "path", pathOf(call.path)); }
  val operator()(const site::AppendData& call) const { return make("appendData", "bytes", toUint8Array(call.bytes)); }
  val operator()(const site::CloseData&) const { return make("closeData"); }
  val operator()(const site::ReadData& call) const {
    val made = make("readData", "path", pathOf(call.path));
    made.set("offset", static_cast<double>(call.offset));
    made.set("length", call.length);
    return made;
  }
  val operator()(const site::ReplaceData& call) const {
    val made = make("replaceData", "path", pathOf(call.path));
    made.set("bytes", toUint8Array(call.bytes));
    return made;
  }
  val operator()(const site::RemoveData& call) const { return make("removeData", "path", pathOf(call.path)); }
  val operator()(const site::Report& call) const { return make("report", "json", val(call.json)); }
  val operator()(const site::Ended&) const { return make("ended"); }

 private:
  static val make(const char* kind) {
    val made = val::object();
    made.set("kind", std::string(kind));
    return made;
  }
  static val make(const char* kind, const char* name, const val& value) {
    val made = make(kind);
    made.set(name, value);
    return made;
  }
};

std::string nameOf(const val& bytes) { return std::string(textOf(toBytes(bytes))); }

site::FileFacts toFacts(const val& facts) {
  const std::string kind = facts["kind"].isString() ? facts["kind"].as<std::string>() : "other";
  return {.name = nameOf(facts["name"]),
          .kind = kind == "file"     ? site::FileKind::file
                  : kind == "folder" ? site::FileKind::folder
                  : kind == "link"   ? site::FileKind::link
                                     : site::FileKind::other,
          .size = static_cast<std::uint64_t>(toInteger(facts["size"])),
          .mode = static_cast<std::uint32_t>(toInteger(facts["mode"])),
          .modifiedSeconds = toInteger(facts["modifiedSeconds"]),
          .modifiedNanoseconds = static_cast<std::uint32_t>(toInteger(facts["modifiedNanoseconds"])),
          .linkTarget = nameOf(facts["linkTarget"])};
}

Error toError(const val& error) {
  const std::string name = error["code"].isString() ? error["code"].as<std::string>() : "";
  const auto entry = std::ranges::find(errorCodes(), name, &ErrorCodeEntry::name);
  return {.code = entry == errorCodes().end() ? ErrorCode::storageFailed : entry->code,
          .message = error["message"].isString() ? error["message"].as<std::string>() : "the storage failed"};
}

site::HostAnswer toAnswer(const val& outcome) {
  if (!outcome["ok"].isTrue()) return std::unexpected(toError(outcome["error"]));
  const val value = outcome["value"];
  if (value.isUndefined() || value.isNull()) return site::Done{};
  if (value.instanceof(val::global("Uint8Array"))) return toBytes(value);
  if (!value.isArray()) return toFacts(value);
  site::Listing listing;
  const auto count = value["length"].as<unsigned>();
  listing.reserve(count);
  for (unsigned index = 0; index < count; ++index) listing.push_back(toFacts(value[index]));
  return listing;
}

EpochMs currentTime() { return toInteger(val::global("Date").call<val>("now")); }

Result<std::unique_ptr<site::HostedJob>> makeJob(const std::string& kind, const Json& input, SecretBytes passcode) {
  if (kind == "backup") return site::makeBackupJob(input, std::move(passcode), platformRandom());
  if (kind == "verify") return site::makeVerifyJob(input, std::move(passcode));
  return fail(ErrorCode::internalError, "there is no job of the kind " + kind);
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
    const val outcome = co_await host.call<val>("perform", std::visit(CallToVal{}, call));
    if (host["cancelled"].isTrue()) (*job)->cancel();
    call = (*job)->next(toAnswer(outcome), currentTime());
  }
  auto& ended = std::get<site::Ended>(call).outcome;
  if (!ended) co_return failure(ended.error());
  co_return success(val(*ended));
}

EMSCRIPTEN_BINDINGS(holdfast_site_jobs) { emscripten::function("runJob", &runJob); }

}  // namespace
}  // namespace holdfast::bindings
