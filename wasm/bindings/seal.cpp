// Sealing, opening and checking passcodes for JavaScript: bytes in, bytes out, a number for each file under way.
//
// A number from `sealBegin` or `openBegin` holds keys in wasm memory until `release`, which every caller owes it.
#include <emscripten/bind.h>

#include <cmath>
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

int workFactorOr(const val& workFactor, int otherwise) {
  return workFactor.isNumber() ? static_cast<int>(toInteger(workFactor)) : otherwise;
}

age::OpenLimits limitsOf(const val& maxWorkFactor) {
  return {.workFactor = workFactorOr(maxWorkFactor, age::kDefaultMaxWorkFactor)};
}

age::Form formOf(bool armor) { return armor ? age::Form::armored : age::Form::binary; }

/// Runs scrypt. `{ok, value: {handle, header: Uint8Array}}`.
val sealBegin(const val& passcode, const val& workFactor, bool armor) {
  const SecretBytes secret = takeSecret(passcode);
  if (const auto tested = age::selfTest(); !tested) return failure(tested.error());
  auto sealer = age::Sealer::create(secret, workFactorOr(workFactor, age::kDefaultWorkFactor), platformRandom());
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
  SecretBytes secret = takeSecret(passcode);
  if (const auto tested = age::selfTest(); !tested) return failure(tested.error());
  return success(val(keep(age::Opener(std::move(secret), limitsOf(maxWorkFactor)))));
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
/// needed; nothing follows where `isWhole`. `recorded` is the SHA-256 of header and payload nonce in hexadecimal where
/// a manifest has it, else "".
val checkPasscode(const val& start, bool isWhole, const val& passcode, const val& maxWorkFactor,
                  const std::string& recorded) {
  const SecretBytes secret = takeSecret(passcode);
  if (const auto tested = age::selfTest(); !tested) return failure(tested.error());
  age::FileFacts facts{.isWhole = isWhole};
  if (!recorded.empty()) {
    const auto digest = decodeHex(recorded);
    if (!digest || digest->size() != facts.headerSha256.emplace().size()) {
      return failure({.code = ErrorCode::parameterEncoding,
                      .message = "The header's SHA-256 must be 64 hexadecimal digits.",
                      .parameter = "sha256"});
    }
    std::ranges::copy(*digest, facts.headerSha256->begin());
  }
  const auto checked = age::checkPasscode(toBytes(start), secret, limitsOf(maxWorkFactor), facts);
  return checked ? success(val(*checked == age::HeaderCheck::opens)) : failure(checked.error());
}

/// Sizes beyond this are no whole numbers in JavaScript any more.
constexpr double kLargestSize = 9007199254740991;

bool isSize(double size) { return size >= 0 && size <= kLargestSize && std::floor(size) == size; }

val noSize() {
  return failure({.code = ErrorCode::parameterRange,
                  .message = "A size must be a whole number of bytes, and not negative.",
                  .parameter = "size"});
}

/// `{ok, value: number}`: the size of the file that `plain` bytes become.
val sealedSize(double plain, const val& workFactor, bool armor) {
  if (!isSize(plain)) return noSize();
  const std::size_t header = age::headerSizeFor(workFactorOr(workFactor, age::kDefaultWorkFactor));
  return success(val(static_cast<double>(age::sealedSize(static_cast<std::uint64_t>(plain), header, formOf(armor)))));
}

/// `{ok, value: number | null}`: the size of what a file of `sealed` bytes holds; null where no file has that size.
val plainSize(double sealed, const val& workFactor, bool armor) {
  if (!isSize(sealed)) return noSize();
  const std::size_t header = age::headerSizeFor(workFactorOr(workFactor, age::kDefaultWorkFactor));
  const auto size = age::plainSize(static_cast<std::uint64_t>(sealed), header, formOf(armor));
  return success(size ? val(static_cast<double>(*size)) : val::null());
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
  emscripten::function("sealedSize", &sealedSize);
  emscripten::function("plainSize", &plainSize);
  emscripten::function("trialScrypt", &trialScrypt);
  emscripten::function("selfTest", &selfTest);
}

}  // namespace holdfast::bindings
