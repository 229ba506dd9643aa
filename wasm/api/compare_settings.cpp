// One rule for each setting, and the kubectl line that reads it.
#include "api/compare_settings.h"

#include <algorithm>
#include <charconv>

namespace holdfast::api {
namespace {

constexpr std::string_view kTail = "/admin";

/// The numbers of "11.4.0"; nothing where it is anything else.
std::optional<std::vector<unsigned>> partsOf(std::string_view release) {
  std::vector<unsigned> parts;
  const char* at = release.data();
  const char* const end = at + release.size();
  for (;;) {
    const auto [rest, fault] = std::from_chars(at, end, parts.emplace_back());
    if (fault != std::errc{}) return std::nullopt;
    if (rest == end) return parts;
    if (*rest != '.') return std::nullopt;
    at = rest + 1;
  }
}

Comparison compareReleases(std::string_view left, std::string_view right) {
  auto ours = partsOf(left);
  auto theirs = partsOf(right);
  if (!ours || !theirs) return Comparison::unknown;
  const std::size_t count = std::max(ours->size(), theirs->size());
  ours->resize(count);
  theirs->resize(count);
  return *ours == *theirs ? Comparison::same : Comparison::different;
}

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter; }

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// A name as DNS compares it: in lower case, without the dot or slash that may end it.
std::string asName(std::string_view text) {
  text = trimmed(text);
  while (text.ends_with('.') || text.ends_with('/')) text.remove_suffix(1);
  std::string name(text);
  std::ranges::transform(name, name.begin(), lower);
  return name;
}

/// `host/context`: a host is a name, a context path is what it is.
std::string asAddress(std::string_view text) {
  text = trimmed(text);
  while (text.ends_with('/')) text.remove_suffix(1);
  const auto slash = std::min(text.find('/'), text.size());
  return asName(text.substr(0, slash)) + std::string(text.substr(slash));
}

Comparison compare(Setting setting, std::string_view source, std::string_view target) {
  if (setting == Setting::release) return compareReleases(trimmed(source), trimmed(target));
  const auto spelled = [&](std::string_view text) {
    if (setting == Setting::address) return asAddress(text);
    return setting == Setting::groups ? std::string(trimmed(text)) : asName(text);
  };
  return spelled(source) == spelled(target) ? Comparison::same : Comparison::different;
}

/// `name` where it can stand in a command line as it is (RFC 1123, a label), else a place for it.
std::string namespaceInCommand(const std::optional<std::string>& name) {
  const bool isLabel =
      name && !name->empty() && name->size() <= 63 && !name->starts_with('-') &&
      std::ranges::all_of(*name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
  return isLabel ? *name : "NAMESPACE";
}

std::string commandFor(Setting setting, const std::string& space) {
  switch (setting) {
    case Setting::release:
    case Setting::address: return {};
    case Setting::registry:
      return "kubectl get pods -n " + space + " -o jsonpath='{.items[0].spec.containers[0].image}'";
    case Setting::namespaceName: return "kubectl get ingress --all-namespaces";
    case Setting::clusterDomain: return "kubectl get configmap coredns -n kube-system -o jsonpath='{.data.Corefile}'";
    case Setting::dnsSuffix:
      return "kubectl exec -n " + space + " \"$(kubectl get pods -n " + space +
             " --field-selector=status.phase=Running -o name | head -n 1)\" -- cat /etc/resolv.conf";
    case Setting::groups:
      return "kubectl get pods -n " + space +
             " -o custom-columns=NAME:.metadata.name,FSGROUP:.spec.securityContext.fsGroup,"
             "SUPPLEMENTAL:.spec.securityContext.supplementalGroups";
  }
  return {};
}

std::string_view nameOf(Comparison state) {
  switch (state) {
    case Comparison::same: return "same";
    case Comparison::different: return "different";
    case Comparison::unknown: break;
  }
  return "unknown";
}

}  // namespace

std::vector<ComparedSetting> compareSettings(const DeploymentSettings& source, const DeploymentSettings& target) {
  const auto& known = target[Setting::namespaceName] ? target : source;
  const std::string space = namespaceInCommand(known[Setting::namespaceName]);
  std::vector<ComparedSetting> compared;
  for (std::size_t index = 0; index < kSettingNames.size(); ++index) {
    const auto setting = static_cast<Setting>(index);
    ComparedSetting& row = compared.emplace_back(ComparedSetting{.setting = setting,
                                                                 .source = source[setting],
                                                                 .target = target[setting],
                                                                 .command = commandFor(setting, space)});
    if (row.source && row.target) row.state = compare(setting, *row.source, *row.target);
  }
  return compared;
}

Json toJson(const std::vector<ComparedSetting>& compared) {
  const auto orNull = [](const auto& text) { return text ? Json(*text) : Json(nullptr); };
  Json rows = Json::array();
  for (const ComparedSetting& row : compared) {
    rows.push_back({{"setting", std::string(kSettingNames[static_cast<std::size_t>(row.setting)])},
                    {"state", std::string(nameOf(row.state))},
                    {"source", orNull(row.source)},
                    {"target", orNull(row.target)},
                    {"command", row.command.empty() ? Json(nullptr) : Json(row.command)}});
  }
  return rows;
}

Result<DeploymentSettings> settingsFrom(const Json& values) {
  if (!values.is_object()) {
    return fail(ErrorCode::parameterType, "The settings must be an object of texts, each under its name.", "settings");
  }
  DeploymentSettings settings;
  for (const auto& [name, value] : values.items()) {
    const bool isRoot = name == "root";
    const auto* const found = std::ranges::find(kSettingNames, std::string_view(isRoot ? "address" : name));
    if (found == kSettingNames.end()) {
      return fail(
          ErrorCode::parameterCharacters,
          "There is no setting called " + name +
              "; there are release, address (or root), registry, namespace, clusterDomain, dnsSuffix and groups.",
          name);
    }
    if (value.is_null()) continue;
    if (!value.is_string())
      return fail(ErrorCode::parameterType, "The setting " + name + " must be text, or null.", name);
    const std::string text(trimmed(value.get<std::string>()));
    if (!text.empty()) settings[static_cast<Setting>(found - kSettingNames.begin())] = isRoot ? addressOf(text) : text;
  }
  return settings;
}

std::string addressOf(std::string_view root) {
  const std::string_view port = root.starts_with("https://") ? ":443" : ":80";
  if (const auto scheme = root.find("://"); scheme != std::string_view::npos) root.remove_prefix(scheme + 3);
  while (root.ends_with('/')) root.remove_suffix(1);
  if (root.ends_with(kTail)) root.remove_suffix(kTail.size());
  const auto slash = std::min(root.find('/'), root.size());
  std::string_view host = root.substr(0, slash);
  if (host.ends_with(port)) host.remove_suffix(port.size());
  return asName(host) + std::string(root.substr(slash));
}

}  // namespace holdfast::api
