// Writes and reads the kit's JSON; a path such as `backups[0].archive.size` goes along, so that every fault names its
// place.
#include "archive/recovery_kit.h"

#include <algorithm>
#include <initializer_list>

#include "base/base64.h"
#include "base/hex.h"
#include "base/utf8.h"

namespace holdfast::archive {
namespace {

constexpr std::size_t kMostBackups = 100;
constexpr std::size_t kMostLocationMembers = 32;
constexpr std::size_t kLongestName = 255;
constexpr std::size_t kLongestText = 1024;
constexpr std::size_t kLongestHeader = 1536;
constexpr std::int64_t kLatest = 8'640'000'000'000'000;       // the last date of ECMAScript
constexpr std::int64_t kLargestSize = 9'007'199'254'740'991;  // the last whole number of JavaScript
constexpr int kDeepest = 8;

template <class Value>
Json orNull(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json archiveJson(const KitArchive& archive) {
  return {{"file", archive.file},
          {"size", archive.size},
          {"sha256", encodeHex(archive.sha256)},
          {"header", archive.header ? Json(encodeBase64(*archive.header, Padding::required)) : Json(nullptr)}};
}

bool isControl(char32_t point) { return point < 0x20 || (point >= 0x7f && point < 0xa0); }

bool holdsControl(std::string_view text) {
  while (const auto point = takeCodePoint(text)) {
    if (isControl(*point)) return true;
  }
  return false;
}

/// `https://<host>/<path>`, without query, fragment, user and blanks.
bool isAddress(std::string_view text) {
  const bool isHttp = text.starts_with("https://") || text.starts_with("http://");
  if (!isHttp || !std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; })) return false;
  const std::string_view rest = text.substr(text.find("//") + 2);
  return !rest.empty() && !rest.starts_with('/') && rest.find_first_of("?#@\\") == std::string_view::npos;
}

/// Takes values out of JSON and keeps the first fault; what is taken afterwards means nothing.
class Reader {
 public:
  [[nodiscard]] const std::optional<Error>& fault() const { return fault_; }

  void complain(const std::string& path, const std::string& must) {
    if (fault_) return;
    fault_ =
        Error{.code = ErrorCode::kitMalformed,
              .message = "The kit is not as its schema wants it: " + (path.empty() ? "it" : path) + " " + must + ".",
              .parameter = path};
  }

  /// Whether `value` is an object of exactly these members.
  bool object(const std::string& path, const Json& value, std::initializer_list<std::string_view> names) {
    if (fault_) return false;
    if (!value.is_object()) {
      complain(path, "must be an object");
      return false;
    }
    for (const std::string_view name : names) {
      if (!value.contains(name)) complain(path, "lacks the member \"" + std::string(name) + "\"");
    }
    for (const auto& [name, inner] : value.items()) {
      if (std::ranges::find(names, name) == names.end()) complain(path, "has a member \"" + name + "\" of no meaning");
    }
    return !fault_;
  }

  std::string text(const std::string& path, const Json& value, std::size_t least, std::size_t most) {
    const auto* const found = value.get_ptr<const std::string*>();
    const std::string range = "must be text of " + std::to_string(least) + " to " + std::to_string(most) +
                              " characters, without control characters";
    if (found == nullptr || !isUtf8(*found) || holdsControl(*found) || countCodePoints(*found) < least ||
        countCodePoints(*found) > most) {
      complain(path, range);
      return {};
    }
    return *found;
  }

  std::optional<std::string> textOrNull(const std::string& path, const Json& value, std::size_t most) {
    if (value.is_null()) return std::nullopt;
    return text(path, value, 1, most);
  }

  std::int64_t number(const std::string& path, const Json& value, std::int64_t most) {
    const bool isWhole = value.is_number_integer();
    const bool isLarge =
        isWhole && value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(most);
    if (!isWhole || isLarge || value.get<std::int64_t>() < 0) {
      complain(path, "must be a whole number from 0 to " + std::to_string(most));
      return 0;
    }
    return value.get<std::int64_t>();
  }

 private:
  std::optional<Error> fault_;
};

KitArchive readArchive(Reader& reader, const std::string& path, const Json& value) {
  KitArchive archive;
  if (!reader.object(path, value, {"file", "size", "sha256", "header"})) return archive;
  archive.file = reader.text(path + ".file", value["file"], 1, kLongestText);
  archive.size = static_cast<std::uint64_t>(reader.number(path + ".size", value["size"], kLargestSize));

  const std::string digits = value["sha256"].is_string() ? value["sha256"].get<std::string>() : std::string{};
  const auto digest = decodeHex(digits);
  if (!digest || digest->size() != archive.sha256.size() || encodeHex(*digest) != digits) {
    reader.complain(path + ".sha256", "must be 64 lower-case hexadecimal digits");
  } else {
    std::ranges::copy(*digest, archive.sha256.begin());
  }

  if (value["header"].is_null()) return archive;
  const auto header =
      decodeBase64(value["header"].is_string() ? value["header"].get<std::string>() : std::string{}, Padding::required);
  if (!header || header->empty() || header->size() > kLongestHeader) {
    reader.complain(path + ".header",
                    "must be null or 1 to " + std::to_string(kLongestHeader) + " bytes in base64 with its padding");
  } else {
    archive.header = *header;
  }
  return archive;
}

KitBackup readBackup(Reader& reader, const std::string& path, const Json& value) {
  KitBackup backup;
  if (!reader.object(path, value, {"name", "release", "startTime", "completeTime", "archive"})) return backup;
  backup.name = reader.text(path + ".name", value["name"], 1, kLongestName);
  backup.release = reader.textOrNull(path + ".release", value["release"], kLongestName);
  backup.startTime = reader.number(path + ".startTime", value["startTime"], kLatest);
  backup.completeTime = reader.number(path + ".completeTime", value["completeTime"], kLatest);
  if (!value["archive"].is_null()) backup.archive = readArchive(reader, path + ".archive", value["archive"]);
  return backup;
}

void readOrganization(Reader& reader, const Json& value, Kit& kit) {
  if (!reader.object("organization", value, {"name", "root"})) return;
  kit.organization = reader.textOrNull("organization.name", value["name"], kLongestName);
  kit.root = reader.text("organization.root", value["root"], 1, kLongestText);
  if (!isAddress(kit.root)) {
    reader.complain("organization.root",
                    "must be the address of the Administrator API: https://<host>/<context>/admin");
  }
}

void readStore(Reader& reader, const Json& value, Kit& kit) {
  if (!reader.object("store", value, {"name", "type", "location"})) return;
  kit.storeName = reader.text("store.name", value["name"], 1, kLongestName);
  kit.storeType = reader.textOrNull("store.type", value["type"], kLongestName);
  const Json& location = value["location"];
  if (!location.is_object() || location.size() > kMostLocationMembers) {
    reader.complain("store.location",
                    "must be an object of at most " + std::to_string(kMostLocationMembers) + " members");
    return;
  }
  for (const auto& [name, told] : location.items()) {
    std::string called = reader.text("a name in store.location", Json(name), 1, kLongestName);
    kit.storeLocation.emplace_back(std::move(called), reader.text("store.location." + name, told, 0, kLongestText));
  }
}

void readBackups(Reader& reader, const Json& value, Kit& kit) {
  if (!value.is_array() || value.empty() || value.size() > kMostBackups) {
    reader.complain("backups", "must be a list of 1 to " + std::to_string(kMostBackups) + " backups");
    return;
  }
  for (const Json& backup : value) {
    kit.backups.push_back(readBackup(reader, "backups[" + std::to_string(kit.backups.size()) + "]", backup));
  }
}

void readSettings(Reader& reader, const Json& value, Kit& kit) {
  static_assert(kSettingNames.size() == 7);
  if (!reader.object("settings", value,
                     {kSettingNames[0], kSettingNames[1], kSettingNames[2], kSettingNames[3], kSettingNames[4],
                      kSettingNames[5], kSettingNames[6]})) {
    return;
  }
  for (std::size_t index = 0; index < kSettingNames.size(); ++index) {
    const std::string name(kSettingNames[index]);
    kit.settings[static_cast<Setting>(index)] = reader.textOrNull("settings." + name, value[name], kLongestName);
  }
}

/// A kit of another version says so before anything else is asked of it.
Result<void> checkVersion(const Json& value) {
  const auto version = integerMember(value, "kit");
  if (!version) {
    return fail(ErrorCode::kitMalformed,
                "This is not a recovery kit: its JSON lacks the member \"kit\" with the kit's version.", "kit");
  }
  if (*version == kKitVersion) return {};
  return fail(ErrorCode::kitMalformed,
              "The kit is of version " + std::to_string(*version) + ", and this Holdfast reads version " +
                  std::to_string(kKitVersion) + ". Open it with another release, or read its JSON with age -d.",
              "kit");
}

}  // namespace

Json kitJson(const Kit& kit) {
  Json location = Json::object();
  for (const auto& [name, value] : kit.storeLocation) location[name] = value;
  Json backups = Json::array();
  for (const KitBackup& backup : kit.backups) {
    backups.push_back({{"name", backup.name},
                       {"release", orNull(backup.release)},
                       {"startTime", backup.startTime},
                       {"completeTime", backup.completeTime},
                       {"archive", backup.archive ? archiveJson(*backup.archive) : Json(nullptr)}});
  }
  Json settings = Json::object();
  for (std::size_t index = 0; index < kSettingNames.size(); ++index) {
    settings[std::string(kSettingNames[index])] = orNull(kit.settings[static_cast<Setting>(index)]);
  }
  return {{"kit", kKitVersion},
          {"madeAt", kit.madeAt},
          {"organization", {{"name", orNull(kit.organization)}, {"root", kit.root}}},
          {"store", {{"name", kit.storeName}, {"type", orNull(kit.storeType)}, {"location", std::move(location)}}},
          {"backups", std::move(backups)},
          {"settings", std::move(settings)},
          {"passcodeKept", kit.passcodeKept}};
}

std::string encodeKit(const Kit& kit) { return writePrettyJson(kitJson(kit)) + "\n"; }

Result<Kit> readKit(const Json& value) {
  if (auto known = checkVersion(value); !known) return fail(known);
  Reader reader;
  Kit kit;
  if (reader.object("", value, {"kit", "madeAt", "organization", "store", "backups", "settings", "passcodeKept"})) {
    kit.madeAt = reader.number("madeAt", value["madeAt"], kLatest);
    readOrganization(reader, value["organization"], kit);
    readStore(reader, value["store"], kit);
    readBackups(reader, value["backups"], kit);
    readSettings(reader, value["settings"], kit);
    kit.passcodeKept = reader.text("passcodeKept", value["passcodeKept"], 0, kLongestText);
  }
  if (reader.fault()) return std::unexpected(*reader.fault());
  return kit;
}

Result<Kit> parseKit(std::string_view text) {
  const auto value = parseJson(text, {.bytes = kMaxKitSize, .depth = kDeepest});
  if (!value) return fail(ErrorCode::kitMalformed, "The kit cannot be read: " + value.error().message + ".");
  auto kit = readKit(*value);
  if (!kit) return kit;
  const std::string spelled = encodeKit(*kit);
  if (spelled == text) return kit;
  const auto differs = std::ranges::mismatch(spelled, text).in1 - spelled.begin();
  return fail(ErrorCode::kitMalformed,
              "The kit says what a kit says, but is not spelled as one: from byte " + std::to_string(differs) +
                  " on, its members stand in another order, or blanks, numbers or escapes are others.");
}

}  // namespace holdfast::archive
