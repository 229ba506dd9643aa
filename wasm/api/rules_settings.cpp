// The checks of the `settings` objects: of a store at register and update, and of the section (reference 4.3-4.7, 6).
#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>

#include "api/rules.h"

namespace holdfast::api {
namespace {

constexpr double kStoreLeast = 16e9;                         // "minimum 16 GB"
constexpr double kStagingLeast = 16.0 * 1024 * 1024 * 1024;  // Enterprise Manager: 16 GiB

std::string dotted(std::string_view parent, std::string_view name) {
  return std::string(parent) + "." + std::string(name);
}

/// The object `name` of `parent`, or a fault.
const Json* needObject(const Check& check, const Json& parent, std::string_view where, std::string_view name) {
  const Json* const found = member(parent, name);
  if (found != nullptr && found->is_object()) return found;
  check.fault(dotted(where, name), found == nullptr ? ErrorCode::parameterRequired : ErrorCode::parameterType,
              Sentence::objectNeeded);
  return nullptr;
}

void needText(const Check& check, const Json& parent, std::string_view where, std::string_view name) {
  const auto found = textMember(parent, name);
  if (found && !found->empty()) return;
  check.fault(dotted(where, name),
              member(parent, name) == nullptr || found ? ErrorCode::parameterRequired : ErrorCode::parameterType,
              Sentence::textNeeded);
}

void checkBdsFlag(const Check& check, const Json& settings) {
  const Json* const flag = member(settings, "supportBDSBackup");
  if (flag == nullptr) return;
  if (!flag->is_boolean()) {
    check.fault("settings.supportBDSBackup", ErrorCode::parameterType, Sentence::flagType);
  } else if (check.isOlderThan(k12_0) && flag->get<bool>()) {
    check.fault("settings.supportBDSBackup", ErrorCode::parameterVersion, Sentence::spatiotemporalTooNew);
  }
}

void checkVolume(const Check& check, const Json& volume, std::string_view where, double least) {
  const auto provisioning = textMember(volume, "provisioningType");
  if (provisioning != "STATIC" && provisioning != "DYNAMIC") {
    check.fault(dotted(where, "provisioningType"),
                provisioning ? ErrorCode::parameterRange : ErrorCode::parameterRequired, Sentence::provisioningType);
  }
  if (provisioning == "DYNAMIC") needText(check, volume, where, "storageClass");
  const auto size = textMember(volume, "size");
  const auto bytes = size ? quantity(*size) : std::nullopt;
  if (!bytes) {
    check.fault(dotted(where, "size"),
                member(volume, "size") == nullptr ? ErrorCode::parameterRequired : ErrorCode::parameterType,
                Sentence::volumeSize);
  } else if (*bytes < least) {
    check.fault(dotted(where, "size"), ErrorCode::parameterRange, Sentence::volumeTooSmall);
  }
  const Json* const labels = member(volume, "labels");
  if (labels == nullptr) return;
  bool isTextOnly = labels->is_object();
  for (const Json& label : *labels) isTextOnly = isTextOnly && label.is_string();
  if (!isTextOnly) {
    check.fault(dotted(where, "labels"), ErrorCode::parameterType, Sentence::labelsType);
  } else if (provisioning == "DYNAMIC" && !labels->empty()) {
    check.advise(dotted(where, "labels"), ErrorCode::parameterMismatch, Sentence::labelsUnused);
  }
}

struct CredentialRule {
  std::string_view type;
  std::span<const std::string_view> secrets;
};

constexpr std::string_view kAccessKey[] = {"accessKey", "secretKey"};
constexpr std::string_view kAccountKey[] = {"storageAccountName", "storageAccountKey"};
constexpr std::string_view kAccountName[] = {"storageAccountName"};
constexpr CredentialRule kS3Credentials[] = {{"ACCESS-KEY", kAccessKey}, {"IAM-ROLE", {}}};
constexpr CredentialRule kAzureCredentials[] = {{"STORAGE-ACCOUNT-KEY", kAccountKey},
                                                {"USER-ASSIGNED-IDENTITY", kAccountName}};
constexpr CredentialRule kGoogleCredentials[] = {{"HMAC-KEYS", kAccessKey}};
constexpr std::string_view kS3Place[] = {"bucketName", "region", "rootDir"};
constexpr std::string_view kAzurePlace[] = {"containerName", "rootDir", "accountEndpointUrl"};
constexpr std::string_view kGooglePlace[] = {"bucketName", "rootDir"};

struct CloudRule {
  std::string_view type;
  std::string_view provider;
  std::span<const std::string_view> place;
  std::span<const CredentialRule> credentials;
};

// The Google row's type is not documented; it is recognised by its provider's name.
constexpr CloudRule kCloudRules[] = {
    {"S3", "AWS", kS3Place, kS3Credentials},
    {"AZURE_BLOBSTORE", "AZURE", kAzurePlace, kAzureCredentials},
    {"", "GCP", kGooglePlace, kGoogleCredentials},
};

void checkCredential(const Check& check, const Json& connection, std::string_view where, const CloudRule& rule) {
  const Json* const credential = needObject(check, connection, where, "credential");
  if (credential == nullptr) return;
  const std::string here = dotted(where, "credential");
  const auto type = textMember(*credential, "type");
  for (const CredentialRule& known : rule.credentials) {
    if (type != known.type) continue;
    if (type == "USER-ASSIGNED-IDENTITY") needText(check, *credential, here, "managedIdentityClientId");
    if (known.secrets.empty()) return;
    const Json* const secret = needObject(check, *credential, here, "secret");
    if (secret == nullptr) return;
    for (const std::string_view name : known.secrets) needText(check, *secret, here + ".secret", name);
    return;
  }
  std::string known;
  for (const CredentialRule& one : rule.credentials) known += (known.empty() ? "" : " or ") + std::string(one.type);
  check.fault(here + ".type", type ? ErrorCode::parameterRange : ErrorCode::parameterRequired, Sentence::credentialType,
              {{"types", known}});
}

void checkCloud(const Check& check, const Json& settings, const CloudRule& rule) {
  if (check.isOlderThan(k11_1)) {
    return check.fault("settings.type", ErrorCode::parameterVersion, Sentence::cloudTooNew);
  }
  const Json* const provider = needObject(check, settings, "settings", "provider");
  if (provider == nullptr) return;
  if (textMember(*provider, "name") != rule.provider) {
    check.fault("settings.provider.name", ErrorCode::parameterRange, Sentence::providerName,
                {{"provider", std::string(rule.provider)}});
  }
  const Json* const services = member(*provider, "cloudServices");
  if (services == nullptr || !services->is_array() || services->size() != 1) {
    return check.fault("settings.provider.cloudServices", ErrorCode::parameterType, Sentence::cloudServices);
  }
  const std::string where = "settings.provider.cloudServices[0]";
  const Json& service = services->front();
  if (textMember(service, "type") != "objectStore") {
    check.fault(where + ".type", ErrorCode::parameterRange, Sentence::serviceType);
  }
  if (textMember(service, "usage") != "BACKUP") {
    check.fault(where + ".usage", ErrorCode::parameterRange, Sentence::serviceUsage);
  }
  const Json* const connection = needObject(check, service, where, "connection");
  if (connection == nullptr) return;
  for (const std::string_view name : rule.place) needText(check, *connection, where + ".connection", name);
  checkCredential(check, *connection, where + ".connection", rule);
}

bool needsObject(const Check& check, const Json& settings) {
  if (settings.is_object()) return true;
  check.fault("settings", ErrorCode::parameterType, Sentence::objectType);
  return false;
}

}  // namespace

std::optional<double> quantity(std::string_view text) {
  const std::size_t length = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::string_view digits = text.substr(0, length);
  const std::size_t point = std::min(digits.find('.'), digits.size());
  std::uint64_t whole = 0;
  const auto [rest, fault] = std::from_chars(digits.data(), digits.data() + point, whole);
  if (fault != std::errc{} || digits.find('.', point + 1) != std::string_view::npos) return std::nullopt;
  double number = static_cast<double>(whole);
  double place = 1;
  for (const char digit : digits.substr(std::min(point + 1, digits.size()))) number += (digit - '0') * (place /= 10);
  const std::string_view unit = text.substr(length);
  if (unit.empty()) return number;
  if (unit.size() > 2 || (unit.size() == 2 && unit[1] != 'i')) return std::nullopt;
  const std::string_view prefixes = unit.size() == 2 ? "KMGTPE" : "kMGTPE";
  const auto power = prefixes.find(unit[0]);
  if (power == std::string_view::npos) return std::nullopt;
  return number * std::pow(unit.size() == 2 ? 1024.0 : 1000.0, static_cast<double>(power + 1));
}

void checkStoreSettings(const Check& check, const Json& settings) {
  if (!needsObject(check, settings)) return;
  checkBdsFlag(check, settings);
  const auto type = textMember(settings, "type");
  if (!type || type->empty()) {
    return check.fault("settings.type", ErrorCode::parameterRequired, Sentence::storeTypeRequired);
  }
  if (*type == "HOSTED") {
    const Json* const volume = needObject(check, settings, "settings", "storageConfig");
    if (volume != nullptr) checkVolume(check, *volume, "settings.storageConfig", kStoreLeast);
    if (const Json* const rootDir = member(settings, "rootDir"); rootDir != nullptr && !rootDir->is_string()) {
      check.fault("settings.rootDir", ErrorCode::parameterType, Sentence::storeFolder);
    }
    return;
  }
  const Json* const provider = member(settings, "provider");
  for (const CloudRule& rule : kCloudRules) {
    const bool isProvider = provider != nullptr && textMember(*provider, "name") == rule.provider;
    if (*type == rule.type || (rule.type.empty() && isProvider)) return checkCloud(check, settings, rule);
  }
  check.advise("settings.type", ErrorCode::parameterRange, Sentence::storeTypeUnknown);
}

void checkStoreUpdate(const Check& check, const Json& settings) {
  if (!needsObject(check, settings)) return;
  checkBdsFlag(check, settings);
  const Json* const flag = member(settings, "default");
  if (flag != nullptr && !flag->is_boolean()) {
    check.fault("settings.default", ErrorCode::parameterType, Sentence::flagType);
  }
  if (settings.empty()) check.fault("settings", ErrorCode::parameterRequired, Sentence::settingsEmpty);
}

void checkRecoverySettings(const Check& check, const Json& settings) {
  if (!needsObject(check, settings)) return;
  if (const Json* const volume = member(settings, "stagingVolumeConfig")) {
    if (!volume->is_object()) {
      check.fault("settings.stagingVolumeConfig", ErrorCode::parameterType, Sentence::objectType);
    } else {
      checkVolume(check, *volume, "settings.stagingVolumeConfig", kStagingLeast);
      if (check.isOlderThan(k11_3) && textMember(*volume, "provisioningType") == "STATIC") {
        check.fault("settings.stagingVolumeConfig.provisioningType", ErrorCode::parameterVersion,
                    Sentence::stagingStaticTooNew);
      }
    }
  }
  const Json* const timeout = member(settings, "timeoutInSeconds");
  if (timeout == nullptr) return;
  if (!timeout->is_number_integer() || timeout->get<std::int64_t>() <= 0) {
    check.fault("settings.timeoutInSeconds", ErrorCode::parameterRange, Sentence::timeLimit);
  } else if (check.isOlderThan(k11_0)) {
    check.fault("settings.timeoutInSeconds", ErrorCode::parameterVersion, Sentence::timeLimitTooNew);
  }
}

}  // namespace holdfast::api
