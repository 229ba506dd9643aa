// Compares the status resource with a subject (reference section 3: it describes the last submitted job, whichever).
#include "api/subject.h"

#include <algorithm>

namespace holdfast::api {
namespace {

constexpr EpochMs kSlack = 60'000;  // a job may be listed a little later than its work began

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

/// Whether the member is what is expected, or the server (10.9) does not tell.
bool agrees(const Json& status, std::string_view name, const std::string& expected) {
  const auto told = textMember(status, name);
  return !told || told->empty() || expected.empty() || *told == expected;
}

}  // namespace

Subject Subject::fromJson(const Json& json) {
  return {.operation = textMember(json, "operation").value_or(""),
          .storeName = textMember(json, "storeName").value_or(""),
          .backupName = textMember(json, "backupName").value_or(""),
          .previousStartTime = integerMember(json, "previousStartTime")};
}

Json Subject::toJson() const {
  Json json = {{"operation", operation}, {"storeName", storeName}, {"backupName", backupName}};
  if (previousStartTime) json["previousStartTime"] = *previousStartTime;
  return json;
}

std::optional<EpochMs> startOf(const Json& status) {
  if (const auto start = integerMember(status, "startTime")) return start;
  const Json* const messages = member(status, "messages");
  if (messages == nullptr || !messages->is_array() || messages->empty()) return std::nullopt;
  return integerMember(messages->back(), "when");
}

bool speaksOf(const Json& status, const Subject& subject, std::optional<EpochMs> jobStart) {
  if (textMember(status, "state") == "no_op") return false;
  if (!agrees(status, "backupStore", subject.storeName) || !agrees(status, "backupName", subject.backupName))
    return false;
  const auto told = textMember(status, "operation");
  if (told && !told->empty() && lower(*told) != subject.operation) return false;
  const auto start = startOf(status);
  if (subject.previousStartTime && start && *start <= *subject.previousStartTime) return false;
  return !jobStart || !start || *start >= *jobStart - kSlack;
}

}  // namespace holdfast::api
