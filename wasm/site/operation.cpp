// Reading parameters that were checked before.
#include "site/operation.h"

#include <charconv>

#include "site/parameters.h"
#include "site/stores.h"

namespace holdfast::site {

std::string Operation::text(std::string_view name) const { return textMember(parameters.values, name).value_or(""); }

bool Operation::flag(std::string_view name) const { return isTrue(text(name)); }

std::int64_t Operation::number(std::string_view name) const {
  const std::string digits = text(name);
  std::int64_t value = -1;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

const Json& Operation::json(std::string_view name) const {
  static const Json kNone = Json::object();
  const Json* const found = member(parameters.values, name);
  return found == nullptr ? kNone : *found;
}

SecretBytes Operation::passcode() const {
  const auto found = parameters.secrets.find("passcode");
  return found == parameters.secrets.end() ? SecretBytes() : found->second.copy();
}

Result<const Store*> Operation::store() const {
  const std::string name = text("storeName");
  const Store* const found = name.empty() ? state.defaultStore() : state.findStore(name);
  if (found != nullptr) return found;
  return fail(ErrorCode::apiNotFound,
              name.empty() ? "There is no default store. Name one with storeName."
                           : "There is no store called " + name + ". The resource stores lists those there are.",
              "storeName");
}

Result<const Json*> Operation::backup() const {
  const auto of = store();
  if (!of) return std::unexpected(of.error());
  if (const auto usable = checkUsable(**of); !usable) return std::unexpected(usable.error());
  const std::string name = text("backupName");
  if (const Json* const found = state.findBackup((*of)->name, name)) return found;
  return fail(ErrorCode::apiNotFound, "There is no backup called " + name + " in the store " + (*of)->name + ".",
              "backupName");
}

Json succeeded() { return {{"status", "success"}}; }

}  // namespace holdfast::site
