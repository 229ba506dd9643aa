// Picks and renames members; what the API does not tell becomes null.
#include "api/describe_kit.h"

#include <string>
#include <utility>

#include "api/compare_settings.h"

namespace holdfast::api {
namespace {

/// What registering a store again asks for (API page register); everything else of it is the server's, or secret.
constexpr std::string_view kLocationMembers[] = {"bucketName", "region", "rootDir", "containerName",
                                                 "accountEndpointUrl"};
constexpr std::string_view kConfigMembers[] = {"provisioningType", "storageClass", "size"};

/// A text that says something, or null.
Json textOrNull(const Json& object, std::string_view name) {
  const auto text = textMember(object, name);
  return text && !text->empty() ? Json(*text) : Json(nullptr);
}

void take(const Json& from, std::string_view name, Json& location) {
  if (const auto text = textMember(from, name)) location[std::string(name)] = *text;
}

Json locationOf(const Json& store) {
  Json location = Json::object();
  for (const std::string_view name : kLocationMembers) take(store, name, location);
  const Json* const config = member(store, "storageConfig");
  if (config == nullptr) return location;
  for (const std::string_view name : kConfigMembers) take(*config, name, location);
  const Json* const labels = member(*config, "labels");
  if (labels == nullptr || !labels->is_object()) return location;
  for (const auto& [name, value] : labels->items()) {
    if (value.is_string()) location["labels." + name] = value;
  }
  return location;
}

/// The file of a backup, which only the local site tells of.
Json archiveOf(const Json& backup, const std::string& store, const std::string& name) {
  const Json* const own = member(backup, "holdfast");
  if (own == nullptr) return nullptr;
  const auto file = textMember(*own, "file");
  const auto size = integerMember(*own, "size");
  const auto sha256 = textMember(*own, "sha256");
  if (!file || !size || !sha256) return nullptr;
  return {{"file", "stores/" + store + "/" + name + "/" + *file},
          {"size", *size},
          {"sha256", *sha256},
          {"header", textOrNull(*own, "header")}};
}

Json backupOf(const Json& backup, const std::string& store) {
  const std::string name = textMember(backup, "backupName").value_or("");
  return {{"name", name},
          {"release", textOrNull(backup, "release")},
          {"startTime", integerMember(backup, "startTime").value_or(0)},
          {"completeTime", integerMember(backup, "completeTime").value_or(0)},
          {"archive", archiveOf(backup, store, name)}};
}

/// The settings of the organization that made `backup`, with what else is known of them.
Result<Json> settingsOf(const std::string& root, const Json& backup, const Json* known) {
  Json told = {
      {"release", textOrNull(backup, "release")}, {"root", root}, {"namespace", textOrNull(backup, "namespace")}};
  if (known != nullptr && known->is_object()) {
    for (const auto& [name, value] : known->items()) told[name] = value;
  }
  const auto settings = settingsFrom(told);
  if (!settings) return std::unexpected(settings.error());
  Json named = Json::object();
  for (std::size_t index = 0; index < kSettingNames.size(); ++index) {
    const auto& value = (*settings)[static_cast<Setting>(index)];
    named[std::string(kSettingNames[index])] = value ? Json(*value) : Json(nullptr);
  }
  return named;
}

}  // namespace

Result<Json> describeKit(const Json& source, EpochMs now) {
  const auto root = textMember(source, "root");
  if (!root) return fail(ErrorCode::parameterType, "The root must be the address of the Administrator API.", "root");
  const Json* const store = member(source, "store");
  const auto storeName = store == nullptr ? std::nullopt : textMember(*store, "name");
  if (!storeName) return fail(ErrorCode::parameterType, "The store must be a store as the API sends it.", "store");
  const Json* const backups = member(source, "backups");
  if (backups == nullptr || !backups->is_array() || backups->empty()) {
    return fail(ErrorCode::parameterType, "The backups must be a list of at least one, as the API sends them.",
                "backups");
  }
  auto settings = settingsOf(*root, backups->front(), member(source, "settings"));
  if (!settings) return settings;

  Json listed = Json::array();
  for (const Json& backup : *backups) listed.push_back(backupOf(backup, *storeName));
  return Json{{"kit", 1},
              {"madeAt", now},
              {"organization", {{"name", textOrNull(backups->front(), "siteName")}, {"root", *root}}},
              {"store", {{"name", *storeName}, {"type", textOrNull(*store, "type")}, {"location", locationOf(*store)}}},
              {"backups", std::move(listed)},
              {"settings", std::move(*settings)},
              {"passcodeKept", textMember(source, "passcodeKept").value_or("")}};
}

}  // namespace holdfast::api
