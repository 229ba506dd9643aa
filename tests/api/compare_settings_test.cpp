// The comparison of the seven settings: three states, and commands that a server's words cannot alter.
#include "api/compare_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::api {
namespace {

using testing::HasSubstr;
using testing::Not;

Comparison stateOf(Setting setting, const char* source, const char* target) {
  DeploymentSettings left;
  DeploymentSettings right;
  if (source != nullptr) left[setting] = source;
  if (target != nullptr) right[setting] = target;
  return compareSettings(left, right)[static_cast<std::size_t>(setting)].state;
}

TEST(CompareSettings, is_unknown_where_either_side_is) {
  for (const auto& row : compareSettings({}, {})) EXPECT_EQ(row.state, Comparison::unknown);
  EXPECT_EQ(stateOf(Setting::groups, "5000", nullptr), Comparison::unknown);
  EXPECT_EQ(stateOf(Setting::release, "11.4", "latest"), Comparison::unknown);
}

TEST(CompareSettings, knows_what_counts_in_each) {
  EXPECT_EQ(stateOf(Setting::release, "11.4", "11.4.0"), Comparison::same);
  EXPECT_EQ(stateOf(Setting::release, "11.1", "11.10"), Comparison::different);
  EXPECT_EQ(stateOf(Setting::address, "GIS.example.com/context", "gis.example.com./context"), Comparison::same);
  EXPECT_EQ(stateOf(Setting::address, "gis.example.com/context", "gis.example.com/Context"), Comparison::different);
  EXPECT_EQ(stateOf(Setting::dnsSuffix, "svc.cluster.local", "SVC.cluster.local."), Comparison::same);
  EXPECT_EQ(stateOf(Setting::registry, "docker.io/a", "docker.io/b"), Comparison::different);
}

TEST(CompareSettings, puts_a_namespace_into_a_command_only_where_it_is_one) {
  DeploymentSettings hostile;
  hostile[Setting::namespaceName] = "x; reboot";
  for (const auto& row : compareSettings(hostile, {})) EXPECT_THAT(row.command, Not(HasSubstr("reboot")));
  hostile[Setting::namespaceName] = "arcgis-1";
  EXPECT_THAT(compareSettings({}, hostile)[2].command, HasSubstr("-n arcgis-1 "));
}

TEST(CompareSettings, takes_the_address_out_of_a_root) {
  EXPECT_EQ(addressOf("https://GIS.example.com:443/context/admin/"), "gis.example.com/context");
  EXPECT_EQ(addressOf("http://localhost:8080/arcgis/admin"), "localhost:8080/arcgis");
  EXPECT_EQ(settingsFrom({{"root", "https://a/b/admin"}, {"groups", ""}}).value()[Setting::address], "a/b");
  EXPECT_EQ(settingsFrom({{"clusterdomain", "x"}}).error().parameter, "clusterdomain");
}

}  // namespace
}  // namespace holdfast::api
