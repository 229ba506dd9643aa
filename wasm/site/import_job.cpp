// The import job, written from top to bottom over the questions of site/host.h.
#include "site/import_job.h"

#include <array>
#include <span>
#include <string>
#include <utility>

#include "site/backup_bundle.h"
#include "site/backup_job.h"
#include "site/backup_reading.h"
#include "site/backup_writing.h"

namespace holdfast::site {
namespace {

constexpr std::array<std::string_view, 2> kStages = {"Copy the archive", "Read back"};
constexpr std::uint32_t kPiece = 1U << 20;
/// Kept indented, it is still one that can be read back whole.
constexpr std::size_t kLargestManifest = std::size_t{256} << 10;

enum class Type : std::uint8_t { text, integer, object, array };

struct Member {
  std::string_view name;
  Type type;
  bool isRequired = false;
};

/// What clients read of a backup object (API page backup) and the site itself of its part.
constexpr std::array<Member, 14> kMembers = {{{"backupName", Type::text, true},
                                              {"startTime", Type::integer, true},
                                              {"completeTime", Type::integer, true},
                                              {"status", Type::text, true},
                                              {"release", Type::text},
                                              {"siteName", Type::text},
                                              {"namespace", Type::text},
                                              {"description", Type::text},
                                              {"backupType", Type::text},
                                              {"scheduleType", Type::text},
                                              {"encryptKey", Type::text},
                                              {"retentionDate", Type::integer},
                                              {"objectStore", Type::array},
                                              {"verified", Type::object}}};
constexpr std::array<Member, 12> kOwnMembers = {{{"version", Type::integer, true},
                                                 {"file", Type::text, true},
                                                 {"size", Type::integer, true},
                                                 {"sha256", Type::text, true},
                                                 {"headerSize", Type::integer, true},
                                                 {"headerSha256", Type::text, true},
                                                 {"header", Type::text},
                                                 {"workFactor", Type::integer},
                                                 {"files", Type::integer},
                                                 {"folders", Type::integer},
                                                 {"links", Type::integer},
                                                 {"contentBytes", Type::integer}}};

bool isOf(const Json& value, Type type) {
  switch (type) {
    case Type::text: return value.is_string();
    case Type::integer: return value.is_number_integer();
    case Type::object: return value.is_object();
    case Type::array: break;
  }
  return value.is_array();
}

std::string_view wordFor(Type type) {
  switch (type) {
    case Type::text: return "a text";
    case Type::integer: return "a whole number";
    case Type::object: return "an object";
    case Type::array: break;
  }
  return "an array";
}

std::unexpected<Error> unfit(ErrorCode code, const std::string& name, std::string_view rule) {
  return fail(code,
              "The manifest " + std::string(kManifestFile) + " is not as it was written: " + name + " must be " +
                  std::string(rule) + ". Use another copy of the backup.",
              name);
}

Result<void> checkMembers(const Json& object, std::span<const Member> members, const std::string& prefix) {
  for (const Member& wanted : members) {
    const Json* const found = member(object, wanted.name);
    const std::string name = prefix + std::string(wanted.name);
    if (found == nullptr && wanted.isRequired) {
      return unfit(ErrorCode::parameterRequired, name, std::string(wordFor(wanted.type)) + ", and it is missing");
    }
    if (found != nullptr && !isOf(*found, wanted.type)) {
      return unfit(ErrorCode::parameterType, name, wordFor(wanted.type));
    }
  }
  return {};
}

class ImportJob final : public BackupWritingJob {
 public:
  ImportJob(const Json& input, const RecordedArchive& recorded)
      : BackupWritingJob(input, kStages), manifest_(*member(input, "manifest")), recorded_(recorded) {
    manifest_["backupStore"] = *textMember(input, "storeName");
    progress_.filesTotal = recorded_.totals.files;
    progress_.bytesTotal = recorded_.size;
  }

 private:
  Script<Result<std::string>> make() override {
    if (auto begun = co_await beginStage(); !begun) co_return fail(begun);
    if (auto copied = co_await copy(); !copied) co_return fail(copied);
    progress_.filesDone = progress_.filesTotal;
    progress_.endStage(now());

    if (auto begun = co_await beginStage(); !begun) co_return fail(begun);
    if (auto same = co_await readBack(); !same) co_return fail(same);
    liftEndedRetention();
    if (auto committed = co_await commit(manifest_); !committed) co_return fail(committed);
    progress_.endStage(now());
    co_return writeJson({{"manifest", manifest_},
                         {"state", progress_.hasWarnings() ? "completed_with_warnings" : "success"},
                         {"messages", progress_.messages()},
                         {"stages", progress_.stages()}});
  }

  Script<Result<void>> copy() {
    if (auto created = co_await createArchive(); !created) co_return created;
    while (true) {
      auto piece = co_await ask(ReadSource{kPiece});
      if (!piece) co_return fail(piece);
      if (piece->empty()) break;
      if (auto written = co_await writeArchive(std::move(*piece)); !written) co_return written;
      if (auto begins = checkBeginning(recorded_, written_); !begins) co_return begins;
      progress_.bytesDone = written_.size();
      if (auto reported = co_await reportProgress(); !reported) co_return reported;
    }
    if (auto same = checkRecorded(recorded_, written_); !same) co_return same;
    co_return co_await closeArchive();
  }

  void liftEndedRetention() {
    const std::int64_t date = integerMember(manifest_, "retentionDate").value_or(-1);
    if (date >= 0 && date <= now()) {
      progress_.warn("The backup's retention has ended already. It is kept until another retention date is set.");
    }
    if (date <= now()) manifest_["retentionDate"] = -1;
  }

  Json manifest_;
  RecordedArchive recorded_;
};

}  // namespace

Result<Json> judgeManifest(std::string_view text) {
  auto manifest = parseJson(text, {.bytes = kLargestManifest});
  if (!manifest || !manifest->is_object()) {
    return fail(ErrorCode::jsonMalformed, "The manifest " + std::string(kManifestFile) + " is no JSON object" +
                                              (manifest ? "" : ": " + manifest.error().message) +
                                              " Use another copy of the backup.");
  }
  if (const auto fits = checkMembers(*manifest, kMembers, ""); !fits) return std::unexpected(fits.error());
  const Json* const own = member(*manifest, "holdfast");
  if (own == nullptr || !own->is_object()) {
    return fail(ErrorCode::fileChanged,
                "The manifest records no archive (it lacks the member holdfast): only backups that Holdfast made can "
                "be added. Choose one of those.",
                "holdfast");
  }
  if (const auto version = integerMember(*own, "version"); version && *version > kManifestVersion) {
    return fail(ErrorCode::apiUnsupported,
                "A newer release of Holdfast made this backup (manifest version " + std::to_string(*version) +
                    "). Update this site first.",
                "holdfast.version");
  }
  if (const auto fits = checkMembers(*own, kOwnMembers, "holdfast."); !fits) return std::unexpected(fits.error());
  if (textMember(*own, "file") != kArchiveFile) {
    return unfit(ErrorCode::parameterRange, "holdfast.file", kArchiveFile);
  }
  if (textMember(*manifest, "status") != "completed") {
    return unfit(ErrorCode::parameterRange, "status", "completed, or the backup cannot be restored");
  }
  if (integerMember(*own, "size").value_or(0) <= 0) {
    return unfit(ErrorCode::parameterRange, "holdfast.size", "greater than 0");
  }
  if (const auto recorded = recordedArchive(*manifest); !recorded) return std::unexpected(recorded.error());
  return std::move(*manifest);
}

Result<std::unique_ptr<HostedJob>> makeImportJob(const Json& input) {
  if (auto checked = checkReadingInput(input); !checked) return fail(checked);
  const Json* const manifest = member(input, "manifest");
  if (manifest == nullptr) return fail(ErrorCode::parameterRequired, "the import job needs the manifest", "manifest");
  const auto recorded = recordedArchive(*manifest);
  if (!recorded) return std::unexpected(recorded.error());
  return std::make_unique<ImportJob>(input, *recorded);
}

}  // namespace holdfast::site
