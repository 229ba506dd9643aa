// The conversions; plain data crosses as JSON text, bytes as copies of a `Uint8Array`.
#include "bindings/convert.h"

#include <cmath>
#include <string>
#include <utility>

namespace holdfast::bindings {
namespace {

using emscripten::val;

bool isBytes(const val& value) { return value.instanceof(val::global("Uint8Array")); }

template <class Target>
Target copyOf(const val& array) {
  Target bytes(array["length"].as<std::size_t>());
  const auto* data = [&] {
    if constexpr (requires { bytes.writable(); }) return bytes.writable().data();
    else return bytes.data();
  }();
  val(emscripten::typed_memory_view(bytes.size(), data)).call<void>("set", array);
  return bytes;
}

void setSentence(val& told, const Error& error) {
  val values = val::object();
  for (const auto& [name, value] : error.values) values.set(std::string(name), value);
  told.set("sentence", std::string(error.sentence));
  told.set("values", values);
}

val faultOf(const Error& fault) {
  val issue = val::object();
  issue.set("parameter", fault.parameter);
  issue.set("code", std::string(entryOf(fault.code).name));
  issue.set("message", fault.message);
  setSentence(issue, fault);
  return issue;
}

}  // namespace

val toVal(const Json& json) { return val::global("JSON").call<val>("parse", writeJson(json)); }

Result<Json> toJson(const val& value) {
  const val text = val::global("JSON").call<val>("stringify", value);
  if (!text.isString()) return fail(ErrorCode::jsonMalformed, "The value cannot be written as JSON.");
  return parseJson(text.as<std::string>());
}

val toUint8Array(ByteView bytes) {
  const val view(emscripten::typed_memory_view(bytes.size(), bytes.data()));
  return val::global("Uint8Array").new_(view);
}

Bytes toBytes(const val& array) { return isBytes(array) ? copyOf<Bytes>(array) : Bytes{}; }

SecretBytes takeSecret(const val& array) {
  if (!isBytes(array)) return {};
  SecretBytes secret = copyOf<SecretBytes>(array);
  array.call<void>("fill", 0);
  return secret;
}

std::int64_t toInteger(const val& number) {
  if (!number.isNumber()) return 0;
  const double value = number.as<double>();
  return std::isfinite(value) && std::abs(value) < 9.0e15 ? static_cast<std::int64_t>(value) : 0;
}

val success(val value) {
  val outcome = val::object();
  outcome.set("ok", true);
  outcome.set("value", std::move(value));
  return outcome;
}

val failure(const Error& error) {
  const ErrorCodeEntry& entry = entryOf(error.code);
  val details = val::array();
  for (const std::string& sentence : error.details) details.call<void>("push", sentence);
  val issues = val::array();
  for (const Error& fault : error.faults) issues.call<void>("push", faultOf(fault));

  val thrown = val::object();
  thrown.set("code", std::string(entry.name));
  thrown.set("kind", std::string(kindName(entry.kind)));
  thrown.set("message", error.message);
  setSentence(thrown, error);
  thrown.set("parameter", error.parameter);
  thrown.set("details", details);
  thrown.set("apiCode", error.apiCode);
  thrown.set("issues", issues);

  val outcome = val::object();
  outcome.set("ok", false);
  outcome.set("error", thrown);
  return outcome;
}

Error toError(const val& error, ErrorCode otherwise) {
  const auto textOr = [](const val& value, std::string absent) {
    return value.isString() ? value.as<std::string>() : absent;
  };
  Error told{.code = errorCodeNamed(textOr(error["code"], "")).value_or(otherwise),
             .message = textOr(error["message"], "The host gave no reason."),
             .parameter = textOr(error["parameter"], "")};
  told.apiCode = static_cast<int>(toInteger(error["apiCode"]));
  const val details = error["details"];
  const auto count = details.isArray() ? details["length"].as<unsigned>() : 0;
  for (unsigned index = 0; index < count; ++index) told.details.push_back(textOr(details[index], ""));
  return told;
}

val tagged(const Result<Json>& result) { return result ? success(toVal(*result)) : failure(result.error()); }

val tagged(const Result<void>& result) { return result ? success(val::undefined()) : failure(result.error()); }

std::string_view kindName(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::validation: return "validation";
    case ErrorKind::api: return "api";
    case ErrorKind::authentication: return "authentication";
    case ErrorKind::network: return "network";
    case ErrorKind::passcode: return "passcode";
    case ErrorKind::file: return "file";
    case ErrorKind::job: return "job";
    case ErrorKind::storage: return "storage";
    case ErrorKind::internal: break;
  }
  return "internal";
}

}  // namespace holdfast::bindings
