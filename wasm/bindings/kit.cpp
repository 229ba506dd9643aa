// Recovery kits and the comparison of settings for JavaScript; decides nothing.
#include <emscripten/bind.h>

#include <algorithm>
#include <array>
#include <optional>

#include "age/self_test.h"
#include "api/compare_settings.h"
#include "api/describe_kit.h"
#include "archive/sealed_kit.h"
#include "base/hex.h"
#include "bindings/convert.h"
#include "bindings/random.h"

namespace holdfast::bindings {
namespace {

using emscripten::val;

/// The kit's JSON in its order, checked.
val checkedKit(const Result<Json>& described) {
  if (!described) return failure(described.error());
  const auto kit = archive::readKit(*described);
  return kit ? success(toVal(archive::kitJson(*kit))) : failure(kit.error());
}

/// `{ok, value: kit}`: what a kit says of `{root, store, backups, settings, passcodeKept}`.
val describeKit(const val& source, double now) {
  const auto json = toJson(source);
  if (!json) return failure(json.error());
  return checkedKit(api::describeKit(*json, static_cast<EpochMs>(now)));
}

/// `{ok, value: {file: Uint8Array, sha256}}`.
val sealKit(const val& kit, const val& passcode, const val& workFactor) {
  const SecretBytes secret = takeSecret(passcode);
  if (const auto tested = age::selfTest(); !tested) return failure(tested.error());
  const auto json = toJson(kit);
  if (!json) return failure(json.error());
  const auto read = archive::readKit(*json);
  if (!read) return failure(read.error());
  const int factor = workFactor.isNumber() ? static_cast<int>(toInteger(workFactor)) : age::kDefaultWorkFactor;
  const auto sealed = archive::sealKit(*read, secret, factor, platformRandom());
  if (!sealed) return failure(sealed.error());
  val made = val::object();
  made.set("file", toUint8Array(sealed->file));
  made.set("sha256", encodeHex(sealed->sha256));
  return success(made);
}

/// `{ok, value: kit}`; `recorded`: the SHA-256 of the file in hexadecimal, or "".
val openKit(const val& file, const val& passcode, const val& maxWorkFactor, const std::string& recorded) {
  const SecretBytes secret = takeSecret(passcode);
  if (const auto tested = age::selfTest(); !tested) return failure(tested.error());
  std::optional<crypto::Sha256Digest> sha256;
  if (!recorded.empty()) {
    const auto digest = decodeHex(recorded);
    if (!digest || digest->size() != sha256.emplace().size()) {
      return failure({.code = ErrorCode::parameterEncoding,
                      .message = "The SHA-256 of a kit must be 64 hexadecimal digits.",
                      .parameter = "sha256"});
    }
    std::ranges::copy(*digest, sha256->begin());
  }
  const int factor = maxWorkFactor.isNumber() ? static_cast<int>(toInteger(maxWorkFactor)) : age::kDefaultMaxWorkFactor;
  const auto kit = archive::openKit(toBytes(file), secret, {.workFactor = factor}, sha256);
  return kit ? success(toVal(archive::kitJson(*kit))) : failure(kit.error());
}

/// `{ok, value: [{setting, state, source, target, command}]}`.
val compareSettings(const val& source, const val& target) {
  const auto sides = std::array{toJson(source), toJson(target)};
  for (const auto& side : sides) {
    if (!side) return failure(side.error());
  }
  const auto left = api::settingsFrom(*sides[0]);
  if (!left) return failure(left.error());
  const auto right = api::settingsFrom(*sides[1]);
  if (!right) return failure(right.error());
  return success(toVal(api::toJson(api::compareSettings(*left, *right))));
}

}  // namespace

EMSCRIPTEN_BINDINGS(kit) {
  emscripten::function("describeKit", &describeKit);
  emscripten::function("sealKit", &sealKit);
  emscripten::function("openKit", &openKit);
  emscripten::function("compareSettings", &compareSettings);
}

}  // namespace holdfast::bindings
