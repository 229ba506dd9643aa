// The one table of operations: address, method, parameters, versions and privilege of each; sends and checks nothing.
#pragma once

#include <span>
#include <string_view>

#include "api/version.h"

namespace holdfast::api {

enum class Method { get, post };

/// Who may call an operation besides the default administrator (API page managing-access-to-the-enterprise-admin-api).
enum class Privilege { any, securityAndInfrastructure, jobs, administrator };

/// What a parameter's value must be; api/rules.cpp holds the check of each.
enum class Kind {
  name,              // of a store or backup: one path segment
  id,                // of a job, task or run: one path segment
  passcode,          // secret
  text,              // any text
  retentionDate,     // -1, absent, empty or positive epoch milliseconds
  date,              // epoch milliseconds
  flag,              // true or false
  count,             // -1 or a positive whole number
  verifyLevel,       // 1 to 4
  storeSettings,     // JSON object of register
  storeUpdate,       // JSON object of a store's update
  recoverySettings,  // JSON object of settings/update
  taskType,          // CreateBackup, BackupRetentionCleaner, …
  taskParameters,    // JSON object of a task
  runStatus,         // scheduled, executing, succeeded, …
  cronMinute,
  cronHour,
  cronDayOfMonth,
  cronMonth,
  cronDayOfWeek,
};

struct Parameter {
  std::string_view name;
  Kind kind;
  bool required = false;
  Version from = k10_9;
};

struct Endpoint {
  std::string_view operation;
  Method method;
  /// Below the root; `{x}` stands for the parameter `x`, percent-encoded.
  std::string_view path;
  /// The address on 10.9 where it is another one, else empty.
  std::string_view legacyPath;
  Version from;
  Privilege privilege;
  std::span<const Parameter> parameters;
  /// The member a reply must hold to count as one, else empty.
  std::string_view answer;
  /// Whether later versions may still answer at `legacyPath` alone (the documentation of delete never moved).
  bool mayStayAtLegacy = false;

  /// The address on a server of `version`, without leading slash, placeholders in place.
  [[nodiscard]] std::string_view pathAt(Version version) const;
  /// Whether the address or the parameters depend on the server's version.
  [[nodiscard]] bool isVersioned() const;
};

/// Every operation of the section (reference sections 2 to 8).
[[nodiscard]] std::span<const Endpoint> endpoints();

/// The row of `operation`, or nullptr.
[[nodiscard]] const Endpoint* findEndpoint(std::string_view operation);

}  // namespace holdfast::api
