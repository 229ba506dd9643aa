// The conversions of storage calls and answers; names cross as bytes, since a file system's names need not be UTF-8.
#include "bindings/site_host.h"

#include <string>
#include <string_view>
#include <utility>

#include "bindings/convert.h"

namespace holdfast::bindings {
namespace {

using emscripten::val;

std::string toText(const val& array) {
  const Bytes bytes = toBytes(array);
  return {bytes.begin(), bytes.end()};
}

std::string stringOr(const val& value, std::string_view otherwise) {
  return value.isString() ? value.as<std::string>() : std::string(otherwise);
}

val named(std::string_view kind) {
  val call = val::object();
  call.set("kind", std::string(kind));
  return call;
}

val withPath(std::string_view kind, std::string_view path) {
  val call = named(kind);
  call.set("path", toUint8Array(bytesOf(path)));
  return call;
}

template <class Call>
val withTime(val written, const Call& call) {
  written.set("modifiedSeconds", static_cast<double>(call.modifiedSeconds));
  written.set("modifiedNanoseconds", call.modifiedNanoseconds);
  return written;
}

template <class Call>
val withModeAndTime(val written, const Call& call) {
  written.set("mode", call.mode);
  return withTime(std::move(written), call);
}

struct Writer {
  val operator()(const site::ListContent& call) const { return withPath("listContent", call.path); }
  val operator()(const site::OpenContent& call) const { return withPath("openContent", call.path); }
  val operator()(const site::ReadContent& call) const {
    val written = named("readContent");
    written.set("length", call.length);
    return written;
  }
  val operator()(const site::CloseContent&) const { return named("closeContent"); }
  val operator()(const site::CreateData& call) const { return withPath("createData", call.path); }
  val operator()(const site::AppendData& call) const {
    val written = named("appendData");
    written.set("bytes", toUint8Array(call.bytes));
    return written;
  }
  val operator()(const site::CloseData&) const { return named("closeData"); }
  val operator()(const site::ReadData& call) const {
    val written = withPath("readData", call.path);
    written.set("offset", static_cast<double>(call.offset));
    written.set("length", call.length);
    return written;
  }
  val operator()(const site::ReplaceData& call) const {
    val written = withPath("replaceData", call.path);
    written.set("bytes", toUint8Array(call.bytes));
    return written;
  }
  val operator()(const site::RemoveData& call) const { return withPath("removeData", call.path); }
  val operator()(const site::AttachStore& call) const {
    val written = withPath("attachStore", call.path);
    written.set("folder", toUint8Array(bytesOf(call.folder)));
    return written;
  }
  val operator()(const site::TakeUpStore& call) const { return withPath("takeUpStore", call.path); }
  val operator()(const site::DetachStore& call) const { return withPath("detachStore", call.path); }
  val operator()(const site::UnlockBackup& call) const {
    val written = named("unlockBackup");
    written.set("input", call.inputJson);
    written.set("passcode", toUint8Array(call.passcode->reveal()));
    return written;
  }
  val operator()(const site::BeginStaging&) const { return named("beginStaging"); }
  val operator()(const site::StageFolder& call) const { return withPath("stageFolder", call.path); }
  val operator()(const site::StageFile& call) const { return withPath("stageFile", call.path); }
  val operator()(const site::AppendStaged& call) const {
    val written = named("appendStaged");
    written.set("bytes", toUint8Array(call.bytes));
    return written;
  }
  val operator()(const site::CloseStaged& call) const { return withModeAndTime(named("closeStaged"), call); }
  val operator()(const site::StageLink& call) const {
    val written = withTime(withPath("stageLink", call.path), call);
    written.set("linkTarget", toUint8Array(bytesOf(call.linkTarget)));
    return written;
  }
  val operator()(const site::FinishFolder& call) const {
    return withModeAndTime(withPath("finishFolder", call.path), call);
  }
  val operator()(const site::SwapContent&) const { return named("swapContent"); }
  val operator()(const site::DiscardStaging&) const { return named("discardStaging"); }
  val operator()(const site::ReadSource& call) const {
    val written = named("readSource");
    written.set("length", call.length);
    return written;
  }
  val operator()(const site::Report& call) const {
    val written = named("report");
    written.set("json", call.json);
    return written;
  }
  val operator()(const site::Ended& call) const {
    val written = named("ended");
    written.set("outcome", call.outcome ? success(val(*call.outcome)) : failure(call.outcome.error()));
    return written;
  }
};

site::FileKind kindOf(const val& name) {
  const std::string kind = stringOr(name, "other");
  if (kind == "file") return site::FileKind::file;
  if (kind == "folder") return site::FileKind::folder;
  return kind == "link" ? site::FileKind::link : site::FileKind::other;
}

site::FileFacts factsOf(const val& entry) {
  return {
      .name = toText(entry["name"]),
      .kind = kindOf(entry["kind"]),
      .size = static_cast<std::uint64_t>(toInteger(entry["size"])),
      .mode = static_cast<std::uint32_t>(toInteger(entry["mode"])),
      .modifiedSeconds = toInteger(entry["modifiedSeconds"]),
      .modifiedNanoseconds = static_cast<std::uint32_t>(toInteger(entry["modifiedNanoseconds"])),
      .linkTarget = toText(entry["linkTarget"]),
  };
}

site::Listing listingOf(const val& entries) {
  const auto length = entries["length"].as<std::size_t>();
  site::Listing listing;
  listing.reserve(length);
  for (std::size_t index = 0; index < length; ++index) listing.push_back(factsOf(entries[index]));
  return listing;
}

}  // namespace

val toVal(const site::HostCall& call) { return std::visit(Writer{}, call); }

site::HostAnswer toHostAnswer(const val& outcome) {
  if (!outcome["ok"].as<bool>()) return std::unexpected(toError(outcome["error"], ErrorCode::storageFailed));
  const val value = outcome["value"];
  if (value.isUndefined() || value.isNull()) return site::Done{};
  if (value.isArray()) return listingOf(value);
  if (value.instanceof(val::global("Uint8Array"))) return toBytes(value);
  return factsOf(value);
}

}  // namespace holdfast::bindings
