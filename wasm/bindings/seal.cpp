// Sealing, opening and checking passcodes for JavaScript: bytes in, bytes out, a number for each file under way.
//
// A number from `sealBegin` or `openBegin` holds keys in wasm memory until `release`, which every caller owes it.
#include <emscripten/bind.h>

#include <map>
#include <variant>

#include "age/age.h"
#include "age/self_test.h"
#include "base/hex.h"
#include "bindings/convert.h"
#include "bindings/random.h"
#include "crypto/scrypt.h"

namespace holdfast::bindings {
namespace {

using emscripten::val;

/// A file being sealed, in armor where that was asked for.
struct Sealing {
  age::Sealer sealer;
  std::optional<age::ArmorEncoder> armor;
};

using Handle = int;
using File = std::variant<Sealing, age::Opener>;

std::map<Handle, File>& files() {
  static std::map<Handle, File> table;
  return table;
}

Handle keep(File file) {
  static Handle last = 0;
  files().emplace(++last, std::move(file));
  return last;
}

template <class Kind>
Kind* find(Handle handle) {
  const auto found = files().find(handle);
  return found == files().end() ? nullptr : std::get_if<Kind>(&found->second);
}

val unknownHandle() { return failure({.code = ErrorCode::internalError, .message = "The file is closed already."}); }

val released(const Result<void>& result, const Bytes& bytes) {
  return result ? success(toUint8Array(bytes)) : failure(result.error());
}

/// What leaves the sealer, in armor where that was asked for.
Bytes dress(Sealing& file, ByteView sealed, bool isLast) {
  Bytes text;
  if (!file.armor) {
    append(text, sealed);
    return text;
  }
  file.armor->encode(sealed, text);
  if (isLast) file.armor->finish(text);
  return text;
}

age::OpenLimits limitsOf(const val& maxWorkFactor) {
  return maxWorkFactor.isNumber() ? age::OpenLimits{.workFactor = static_cast<int>(toInteger(maxWorkFactor))}
                                  : age::OpenLimits{};
}

/// Runs scrypt. `{ok, value: {handle, header: Uint8Array}}`.
val sealBegin(const val& passcode, const val& workFactor, bool armor) {
  const int factor = workFactor.isNumber() ? static_cast<int>(toInteger(workFactor)) : age::kDefaultWorkFactor;
  auto sealer = age::Sealer::create(takeSecret(passcode), factor, platformRandom());
  if (!sealer) return failure(sealer.error());
  const Bytes header(sealer->header().begin(), sealer->header().end());
  Sealing file{.sealer = std::move(*sealer), .armor = {}};
  if (armor) file.armor.emplace();
  val begun = val::object();
  begun.set("header", toUint8Array(dress(file, header, false)));
  begun.set("handle", keep(std::move(file)));
  return success(begun);
}

/// `{ok, value: Uint8Array}`: the sealed bytes that `plain` completes.
val sealPush(Handle handle, const val& plain) {
  Sealing* const file = find<Sealing>(handle);
  if (!file) return unknownHandle();
  Bytes sealed;
  const auto result = file->sealer.seal(toBytes(plain), sealed);
  return released(result, file->armor ? dress(*file, sealed, false) : sealed);
}

/// `{ok, value: Uint8Array}`: the last sealed bytes.
val sealFinish(Handle handle) {
  Sealing* const file = find<Sealing>(handle);
  if (!file) return unknownHandle();
  Bytes sealed;
  const auto result = file->sealer.finish(sealed);
  return released(result, dress(*file, sealed, true));
}

/// `{ok, value: handle}`; scrypt runs in the push that completes the header.
val openBegin(const val& passcode, const val& maxWorkFactor) {
  return success(val(keep(age::Opener(takeSecret(passcode), limitsOf(maxWorkFactor)))));
}

/// `{ok, value: Uint8Array}`: the authenticated bytes that `sealed` completes.
val openPush(Handle handle, const val& sealed) {
  age::Opener* const opener = find<age::Opener>(handle);
  if (!opener) return unknownHandle();
  Bytes plain;
  const auto result = opener->open(toBytes(sealed), plain);
  return released(result, plain);
}

/// `{ok, value: Uint8Array}`: the last bytes, once the final chunk is seen to be there.
val openFinish(Handle handle) {
  age::Opener* const opener = find<age::Opener>(handle);
  if (!opener) return unknownHandle();
  Bytes plain;
  const auto result = opener->finish(plain);
  return released(result, plain);
}

/// Wipes and forgets the keys of a file, finished or not.
void release(Handle handle) { files().erase(handle); }

/// `{ok, value: number | null}`: the work factor the file that starts so asks for; null where more bytes are needed.
val workFactorOf(const val& start, const val& maxWorkFactor) {
  const auto factor = age::workFactorOf(toBytes(start), limitsOf(maxWorkFactor));
  if (!factor) return failure(factor.error());
  return success(*factor ? val(**factor) : val::null());
}

/// `{ok, value: boolean}`: true where the passcode opens the file that starts with `start`, false where more bytes are
/// needed. `recorded` is the header's SHA-256 in hexadecimal where a manifest has it, else "".
val checkPasscode(const val& start, const val& passcode, const val& maxWorkFactor, const std::string& recorded) {
  const Bytes bytes = toBytes(start);
  const auto checked = age::checkPasscode(bytes, takeSecret(passcode), limitsOf(maxWorkFactor));
  if (checked) return success(val(*checked == age::HeaderCheck::opens));
  const auto size = age::headerSize(bytes);
  const auto digest = decodeHex(recorded);
  crypto::Sha256Digest expected = {};
  if (!digest || digest->size() != expected.size()) return failure(checked.error());
  std::ranges::copy(*digest, expected.begin());
  const bool isWhole = size && *size && **size <= bytes.size();
  const auto found = crypto::sha256(isWhole ? ByteView(bytes).first(**size) : ByteView(bytes));
  return failure(age::judgeFailure(checked.error(), expected, found));
}

/// Runs scrypt on nothing secret, for the caller to time: `{ok}`.
val trialScrypt(int workFactor) {
  const auto derived = crypto::scrypt(SecretBytes(std::size_t{16}), {}, {.workFactor = workFactor}, 32);
  return derived ? success(val::undefined()) : failure(derived.error());
}

/// The known-answer test: `{ok}`, or `self_test_failed`.
val selfTest() { return tagged(age::selfTest()); }

}  // namespace

EMSCRIPTEN_BINDINGS(seal) {
  emscripten::function("sealBegin", &sealBegin);
  emscripten::function("sealPush", &sealPush);
  emscripten::function("sealFinish", &sealFinish);
  emscripten::function("openBegin", &openBegin);
  emscripten::function("openPush", &openPush);
  emscripten::function("openFinish", &openFinish);
  emscripten::function("release", &release);
  emscripten::function("workFactorOf", &workFactorOf);
  emscripten::function("checkPasscode", &checkPasscode);
  emscripten::function("trialScrypt", &trialScrypt);
  emscripten::function("selfTest", &selfTest);
}

}  // namespace holdfast::bindings
