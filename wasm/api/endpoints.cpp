// The table (Administrator API, pages of the disaster recovery, jobs and tasks sections).
#include "api/endpoints.h"

#include <algorithm>
#include <array>

namespace holdfast::api {
namespace {

constexpr Parameter kStore{"storeName", Kind::name, true};
constexpr Parameter kBackup{"backupName", Kind::name, true};
constexpr Parameter kTask{"taskId", Kind::id, true};
constexpr Parameter kRun{"runId", Kind::id, true};
constexpr Parameter kAsync{"async", Kind::flag, false, k11_0};

constexpr std::array kOfStore{kStore};
constexpr std::array kOfBackup{kStore, kBackup};
constexpr std::array kOfJob{Parameter{"jobId", Kind::id, true}};
constexpr std::array kOfTask{kTask};
constexpr std::array kOfRun{kTask, kRun};
constexpr std::array kRegister{kStore, Parameter{"settings", Kind::storeSettings, true},
                               Parameter{"isDefault", Kind::flag, true}, kAsync};
constexpr std::array kUpdateStore{kStore, Parameter{"settings", Kind::storeUpdate, true}};
constexpr std::array kCreateBackup{kStore, Parameter{"name", Kind::name, true},
                                   Parameter{"passcode", Kind::passcode, true}, Parameter{"description", Kind::text},
                                   Parameter{"retentionDate", Kind::retentionDate, false, k10_9_1}};
constexpr std::array kUpdateBackup{kStore, kBackup, Parameter{"retentionDate", Kind::retentionDate, true}};
constexpr std::array kDeleteBackup{kStore, kBackup, kAsync};
constexpr std::array kRestoreBackup{kStore, kBackup, Parameter{"passcode", Kind::passcode, true}};
constexpr std::array kUpdateSettings{Parameter{"settings", Kind::recoverySettings, true}};
constexpr std::array kCreateTask{
    Parameter{"title", Kind::text},
    Parameter{"type", Kind::taskType, true},
    Parameter{"parameters", Kind::taskParameters, true},
    Parameter{"startDate", Kind::date},
    Parameter{"endDate", Kind::date},
    Parameter{"minute", Kind::cronMinute, true},
    Parameter{"hour", Kind::cronHour, true},
    Parameter{"dayOfMonth", Kind::cronDayOfMonth, true},
    Parameter{"month", Kind::cronMonth, true},
    Parameter{"dayOfWeek", Kind::cronDayOfWeek, true},
    Parameter{"maxOccurrences", Kind::count},
};
constexpr std::array kUpdateTask{
    kTask,
    Parameter{"title", Kind::text},
    Parameter{"type", Kind::taskType},
    Parameter{"parameters", Kind::taskParameters},
    Parameter{"startDate", Kind::date},
    Parameter{"endDate", Kind::date},
    Parameter{"minute", Kind::cronMinute},
    Parameter{"hour", Kind::cronHour},
    Parameter{"dayOfMonth", Kind::cronDayOfMonth},
    Parameter{"month", Kind::cronMonth},
    Parameter{"dayOfWeek", Kind::cronDayOfWeek},
    Parameter{"maxOccurrences", Kind::count},
};

/// API page edit-run, whose members are the same for the tasks of the sharing API, where `status` is called required.
constexpr std::array kUpdateTaskRun{kTask, kRun, Parameter{"status", Kind::runStatus, true},
                                    Parameter{"result", Kind::text}};

constexpr std::array kVerifyBackup{kStore, kBackup, Parameter{"passcode", Kind::passcode, true},
                                   Parameter{"level", Kind::verifyLevel}};

constexpr auto kSecurity = Privilege::securityAndInfrastructure;
constexpr auto kAdministrator = Privilege::administrator;

constexpr std::array kEndpoints{
    Endpoint{"root", Method::get, "", "", k10_9, Privilege::any, {}, "currentVersion"},
    Endpoint{"disasterRecovery", Method::get, "system/disasterrecovery", "", k10_9, kSecurity, {}, "resources"},
    Endpoint{"status",
             Method::get,
             "system/disasterrecovery/status",
             "system/disasterrecovery/backuprestore/status",
             k10_9,
             kSecurity,
             {},
             "status"},
    Endpoint{"settings", Method::get, "system/disasterrecovery/settings", "", k10_9, kSecurity, {}, ""},
    Endpoint{"updateSettings", Method::post, "system/disasterrecovery/settings/update", "", k10_9, kSecurity,
             kUpdateSettings, ""},

    Endpoint{"stores", Method::get, "system/disasterrecovery/stores", "", k10_9, kSecurity, {}, ""},
    Endpoint{"registerStore", Method::post, "system/disasterrecovery/stores/register", "", k10_9, kSecurity, kRegister,
             ""},
    Endpoint{"store", Method::get, "system/disasterrecovery/stores/{storeName}", "", k10_9, kSecurity, kOfStore, ""},
    Endpoint{"updateStore", Method::post, "system/disasterrecovery/stores/{storeName}/update", "", k10_9_1, kSecurity,
             kUpdateStore, ""},
    Endpoint{"validateStore", Method::post, "system/disasterrecovery/stores/{storeName}/validate", "", k10_9_1,
             kSecurity, kOfStore, "isReady"},
    Endpoint{"unregisterStore", Method::post, "system/disasterrecovery/stores/{storeName}/unregister", "", k10_9,
             kSecurity, kOfStore, ""},

    Endpoint{"backups", Method::get, "system/disasterrecovery/stores/{storeName}/backups",
             "system/disasterrecovery/backuprestore/backups", k10_9, kSecurity, kOfStore, ""},
    Endpoint{"createBackup", Method::post, "system/disasterrecovery/stores/{storeName}/backups/create",
             "system/disasterrecovery/backuprestore/backup", k10_9, kSecurity, kCreateBackup, ""},
    Endpoint{"backup", Method::get, "system/disasterrecovery/stores/{storeName}/backups/{backupName}",
             "system/disasterrecovery/backuprestore/backups/{backupName}", k10_9, kSecurity, kOfBackup, ""},
    Endpoint{"updateBackup", Method::post, "system/disasterrecovery/stores/{storeName}/backups/{backupName}/update", "",
             k10_9_1, kSecurity, kUpdateBackup, ""},
    Endpoint{"deleteBackup", Method::post, "system/disasterrecovery/stores/{storeName}/backups/{backupName}/delete",
             "system/disasterrecovery/backuprestore/backups/{backupName}/delete", k10_9, kSecurity, kDeleteBackup, "",
             true},
    Endpoint{"restoreBackup", Method::post, "system/disasterrecovery/stores/{storeName}/backups/{backupName}/restore",
             "system/disasterrecovery/backuprestore/backups/{backupName}/restore", k10_9, kSecurity, kRestoreBackup,
             ""},

    Endpoint{"jobs", Method::get, "jobs", "", k10_9_1, Privilege::jobs, {}, "jobs"},
    Endpoint{"job", Method::get, "jobs/{jobId}", "", k10_9_1, Privilege::jobs, kOfJob, "status"},

    Endpoint{"tasks", Method::get, "system/tasks", "", k10_9, kAdministrator, {}, "result"},
    Endpoint{"createTask", Method::post, "system/tasks/createTask", "", k10_9_1, kAdministrator, kCreateTask, ""},
    Endpoint{"task", Method::get, "system/tasks/{taskId}", "", k10_9, kAdministrator, kOfTask, ""},
    Endpoint{"updateTask", Method::post, "system/tasks/{taskId}/update", "", k10_9, kAdministrator, kUpdateTask, ""},
    Endpoint{"deleteTask", Method::post, "system/tasks/{taskId}/delete", "", k10_9, kAdministrator, kOfTask, ""},
    Endpoint{"enableTask", Method::post, "system/tasks/{taskId}/enable", "", k10_9, kAdministrator, kOfTask, ""},
    Endpoint{"disableTask", Method::post, "system/tasks/{taskId}/disable", "", k10_9, kAdministrator, kOfTask, ""},
    Endpoint{"taskRuns", Method::get, "system/tasks/{taskId}/runs", "", k10_9, kAdministrator, kOfTask, ""},
    Endpoint{"taskRun", Method::get, "system/tasks/{taskId}/runs/{runId}", "", k10_9, kAdministrator, kOfRun, ""},
    Endpoint{"updateTaskRun", Method::post, "system/tasks/{taskId}/runs/{runId}/update", "", k10_9, kAdministrator,
             kUpdateTaskRun, ""},
    Endpoint{"deleteTaskRun", Method::post, "system/tasks/{taskId}/runs/{runId}/delete", "", k10_9, kAdministrator,
             kOfRun, ""},

    // Beyond the contract: the local site's own.
    Endpoint{"cancelJob", Method::post, "jobs/{jobId}/cancel", "", k10_9, Privilege::jobs, kOfJob, ""},
    Endpoint{"verifyBackup", Method::post, "system/disasterrecovery/stores/{storeName}/backups/{backupName}/verify", "",
             k10_9, kSecurity, kVerifyBackup, ""},
    Endpoint{"runTask", Method::post, "system/tasks/{taskId}/run", "", k10_9, kAdministrator, kOfTask, ""},
};

}  // namespace

std::string_view Endpoint::pathAt(Version version) const {
  return version < k10_9_1 && !legacyPath.empty() ? legacyPath : path;
}

bool Endpoint::isVersioned() const {
  const auto changed = [](const Parameter& parameter) {
    return parameter.from > k10_9 || parameter.kind == Kind::storeSettings || parameter.kind == Kind::storeUpdate ||
           parameter.kind == Kind::recoverySettings;
  };
  return !legacyPath.empty() || std::ranges::any_of(parameters, changed);
}

std::span<const Endpoint> endpoints() { return kEndpoints; }

const Endpoint* findEndpoint(std::string_view operation) {
  const auto found = std::ranges::find(kEndpoints, operation, &Endpoint::operation);
  return found == kEndpoints.end() ? nullptr : &*found;
}

}  // namespace holdfast::api
