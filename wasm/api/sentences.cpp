// Holds the table of sentences; the page's translations are compared with it by a test.
#include "api/sentences.h"

#include <algorithm>
#include <array>

namespace holdfast::api {
namespace {

constexpr std::array kTable = {
    SentenceEntry{Sentence::textType, "text_type", "{parameter} must be text."},
    SentenceEntry{Sentence::flagType, "flag_type", "{parameter} must be true or false."},
    SentenceEntry{Sentence::objectType, "object_type", "{parameter} must be a JSON object."},
    SentenceEntry{Sentence::objectNeeded, "object_needed", "A JSON object is needed here."},
    SentenceEntry{Sentence::textNeeded, "text_needed", "Text is needed here."},
    SentenceEntry{Sentence::required, "required", "The parameter {parameter} is required and must not be empty."},
    SentenceEntry{Sentence::tooNew, "too_new",
                  "Leave {parameter} out: it exists from version {from} on, and the server is {version}."},
    SentenceEntry{Sentence::unknownParameter, "unknown_parameter",
                  "{operation} has no parameter of this name; check its spelling."},
    SentenceEntry{Sentence::operationTooNew, "operation_too_new",
                  "The server is {version}; {operation} exists from version {from} on."},
    SentenceEntry{Sentence::nameEncoding, "name_encoding", "The name must be well-formed UTF-8."},
    SentenceEntry{Sentence::nameTooLong, "name_too_long",
                  "The name takes {bytes} bytes; shorten it to {limit} at most."},
    SentenceEntry{Sentence::nameDots, "name_dots", "The names . and .. cannot stand in an address."},
    SentenceEntry{Sentence::nameBlankEnds, "name_blank_ends", "Remove the blanks at the ends of the name."},
    SentenceEntry{Sentence::nameCharacters, "name_characters",
                  "The name must not hold / \\ ? # % or control characters; use letters, digits, - and _."},
    SentenceEntry{Sentence::nameUnusual, "name_unusual",
                  "Only letters of English, digits, - and _ are known to work on every server."},
    SentenceEntry{Sentence::passcodeRequired, "passcode_required", "Enter the passcode."},
    SentenceEntry{Sentence::passcodeEncoding, "passcode_encoding", "The passcode must be well-formed UTF-8."},
    SentenceEntry{Sentence::passcodeTooShort, "passcode_too_short",
                  "The passcode must have at least eight characters."},
    SentenceEntry{Sentence::passcodeShort, "passcode_short",
                  "A passcode of fifteen characters or more is much harder to guess; ten words are easy to keep."},
    SentenceEntry{Sentence::passcodeBlankEnds, "passcode_blank_ends",
                  "The passcode begins or ends with a blank, which counts as a character and is easily lost."},
    SentenceEntry{Sentence::passcodeUnusual, "passcode_unusual",
                  "The passcode holds characters that keyboards and systems spell differently; keep it exactly."},
    SentenceEntry{
        Sentence::retentionDate, "retention_date",
        "The retention date must be -1 (never expires) or a positive whole number of milliseconds since 1970 (UTC)."},
    SentenceEntry{Sentence::retentionDatePassed, "retention_date_passed",
                  "The retention date has passed: the clean-up task may remove the backup at once."},
    SentenceEntry{Sentence::dateType, "date_type", "The date must be whole milliseconds since 1970."},
    SentenceEntry{Sentence::dateRange, "date_range", "The date must lie after 1970."},
    SentenceEntry{Sentence::countType, "count_type", "The number must be a whole one."},
    SentenceEntry{Sentence::countRange, "count_range", "The number must be -1 (unlimited) or at least 1."},
    SentenceEntry{Sentence::levelType, "level_type", "The level must be a whole number."},
    SentenceEntry{Sentence::levelRange, "level_range",
                  "The level must be 1 (passcode), 2 (every chunk), 3 (every file) or 4 (a trial restore)."},
    SentenceEntry{Sentence::settingsEmpty, "settings_empty", "Name at least one setting to change."},
    SentenceEntry{Sentence::storeTypeRequired, "store_type_required",
                  "The type of the store is needed: HOSTED, S3 or AZURE_BLOBSTORE."},
    SentenceEntry{Sentence::storeTypeUnknown, "store_type_unknown",
                  "The documented types are HOSTED, S3 and AZURE_BLOBSTORE; the server decides about this one."},
    SentenceEntry{Sentence::storeFolder, "store_folder", "It must be text: the folder the store lies in."},
    SentenceEntry{Sentence::spatiotemporalTooNew, "spatiotemporal_too_new",
                  "Backups of spatiotemporal data exist from version 12.0 on; leave it out."},
    SentenceEntry{Sentence::provisioningType, "provisioning_type", "The provisioning type must be STATIC or DYNAMIC."},
    SentenceEntry{Sentence::volumeSize, "volume_size", "The size must be a Kubernetes quantity such as 64Gi."},
    SentenceEntry{Sentence::volumeTooSmall, "volume_too_small", "The volume must have at least 16 GiB."},
    SentenceEntry{Sentence::labelsType, "labels_type", "Labels are an object of text to text."},
    SentenceEntry{Sentence::labelsUnused, "labels_unused",
                  "Labels choose an existing volume; they only count with STATIC provisioning."},
    SentenceEntry{Sentence::credentialType, "credential_type", "The credential's type must be {types}."},
    SentenceEntry{Sentence::cloudTooNew, "cloud_too_new",
                  "Cloud storage for backups exists from version 11.1 on; use HOSTED."},
    SentenceEntry{Sentence::providerName, "provider_name",
                  "The provider's name must be {provider} for this type of store."},
    SentenceEntry{Sentence::cloudServices, "cloud_services", "A list with exactly one cloud service is needed here."},
    SentenceEntry{Sentence::serviceType, "service_type", "The service's type must be objectStore."},
    SentenceEntry{Sentence::serviceUsage, "service_usage", "The service's usage must be BACKUP."},
    SentenceEntry{Sentence::stagingStaticTooNew, "staging_static_too_new",
                  "STATIC provisioning of the staging volume exists from version 11.3 on; use DYNAMIC."},
    SentenceEntry{Sentence::timeLimit, "time_limit", "It must be a positive whole number of seconds."},
    SentenceEntry{Sentence::timeLimitTooNew, "time_limit_too_new", "It exists from version 11.0 on; leave it out."},
    SentenceEntry{Sentence::taskTypeUnknown, "task_type_unknown",
                  "The documented task types are CreateBackup, BackupRetentionCleaner, CleanGPJobs and "
                  "CreateHealthCheckReports."},
    SentenceEntry{Sentence::runStatusUnknown, "run_status_unknown",
                  "The status of a run is scheduled, executing, succeeded, skipped, failed or submitfailed."},
    SentenceEntry{Sentence::taskParameterRequired, "task_parameter_required",
                  "{parameter} is required: every backup of the task is made with it."},
    SentenceEntry{Sentence::taskRetention, "task_retention",
                  "Retention is {type: day, week or month, value: a whole number from 1}."},
    SentenceEntry{Sentence::taskRetentionOffset, "task_retention_offset",
                  "The offset must say the same as the retention: {milliseconds} milliseconds."},
    SentenceEntry{Sentence::cronMinute, "cron_minute",
                  "minute takes 0 to 59 with , - * /; \"{element}\" is none of these."},
    SentenceEntry{Sentence::cronHour, "cron_hour", "hour takes 0 to 23 with , - * /; \"{element}\" is none of these."},
    SentenceEntry{Sentence::cronDayOfMonth, "cron_day_of_month",
                  "dayOfMonth takes 1 to 31 with , - * / ? L W; \"{element}\" is none of these."},
    SentenceEntry{Sentence::cronMonth, "cron_month",
                  "month takes 1 to 12 or JAN to DEC with , - * /; \"{element}\" is none of these."},
    SentenceEntry{Sentence::cronDayOfWeek, "cron_day_of_week",
                  "dayOfWeek takes 1 (Sunday) to 7 or SUN to SAT with , - * / ? L #; \"{element}\" is none of these."},
    SentenceEntry{Sentence::cronDays, "cron_days",
                  "One of dayOfMonth and dayOfWeek must be ?: a schedule goes by the one or the other."},
    SentenceEntry{Sentence::tooManyRequests, "too_many_requests",
                  "The server asks for fewer requests; try again later."},
    SentenceEntry{Sentence::replyLost, "reply_lost",
                  "The reply was lost, and the server did not accept the request: it can be sent again."},
    SentenceEntry{Sentence::backupFailed, "backup_failed", "The job reads COMPLETED, but the backup itself failed."},
    SentenceEntry{Sentence::jobUnheard, "job_unheard",
                  "The server has not said anything of this job for ten minutes; look at its status."},
};

constexpr bool isInOrder() {
  for (std::size_t index = 0; index < kTable.size(); ++index) {
    if (static_cast<std::size_t>(kTable[index].sentence) != index) return false;
  }
  return true;
}
static_assert(isInOrder(), "the table of sentences is in the order of the enumeration");

}  // namespace

std::span<const SentenceEntry> sentences() { return kTable; }

Error say(ErrorCode code, Sentence sentence, std::string_view parameter, ErrorValues values) {
  const SentenceEntry& entry = kTable[static_cast<std::size_t>(sentence)];
  Error error{.code = code,
              .message = {},
              .parameter = std::string(parameter),
              .sentence = entry.name,
              .values = std::move(values)};
  std::string_view rest = entry.english;
  for (auto open = rest.find('{'), end = rest.find('}'); end < rest.size();
       open = rest.find('{'), end = rest.find('}')) {
    const std::string_view name = rest.substr(open + 1, end - open - 1);
    const auto found = std::ranges::find(error.values, name, &ErrorValues::value_type::first);
    error.message += rest.substr(0, open);
    if (name == "parameter") error.message += parameter;
    else if (found != error.values.end()) error.message += found->second;
    else error.message += rest.substr(open, end + 1 - open);  // braces of the sentence's own
    rest.remove_prefix(end + 1);
  }
  error.message += rest;
  return error;
}

}  // namespace holdfast::api
