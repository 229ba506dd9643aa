// Each command works on a copy of the accounts, which takes their place once both files are written.
#include "site/account_commands.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace holdfast::site {
namespace {

using Accounts = std::vector<Account>;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool isSameName(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, {}, lower, lower);
}

Outcome list(const State& state, EpochMs now) {
  Json accounts = Json::array();
  for (const Account& account : state.accounts) {
    const auto until = state.signIns.guard.lockedUntil(guardKey(state.taskKey, account.name), now);
    accounts.push_back({{"name", account.name},
                        {"role", std::string(roleName(account.role))},
                        {"signIns", state.signIns.tokens.countOf(account.name, now)},
                        {"lockedUntil", until ? Json(*until) : Json()}});
  }
  return {.body = {{"accounts", std::move(accounts)}}};
}

Result<Role> wantedRole(const AccountCommand& command) {
  if (const auto role = roleOf(command.role)) return *role;
  return fail(ErrorCode::parameterRange, "The role must be " + roleNames() + ".", "role");
}

Result<Accounts::iterator> find(Accounts& accounts, const std::string& name) {
  const auto found = std::ranges::find(accounts, name, &Account::name);
  if (found != accounts.end()) return found;
  return fail(ErrorCode::apiNotFound,
              "There is no account called " + name + ". The command list tells those there are.", "name");
}

Result<void> checkAnotherAdministrator(const Accounts& accounts, const std::string& name) {
  const auto isAnother = [&](const Account& each) { return each.role == Role::administrator && each.name != name; };
  if (std::ranges::any_of(accounts, isAnother)) return {};
  return fail(ErrorCode::apiConflict, name + " is the only administrator: make another account an administrator first.",
              "name");
}

/// The accounts as they will be, and the one called `name` signed out. Its sign-ins end on the disk before anything
/// else changes there, so that a crash between the two leaves no token good for an account that was changed.
Outcome keep(const State& state, Accounts accounts, const Account& account, bool endsLock, EpochMs now) {
  const auto signOut = [name = account.name, key = guardKey(state.taskKey, account.name), endsLock](SignIns& signIns) {
    signIns.tokens.revokeAllOf(name);
    if (endsLock) signIns.guard.succeeded(key);
  };
  State edited;
  edited.accounts = accounts;
  edited.stores = state.stores;
  edited.settings = state.settings;
  edited.signIns = state.signIns;
  signOut(edited.signIns);
  return {.body = {{"status", "success"},
                   {"name", account.name},
                   {"role", std::string(roleName(account.role))},
                   {"signInsEnded", state.signIns.tokens.countOf(account.name, now)}},
          .calls = {writeSignIns(edited.signIns), writeSite(edited)},
          .apply = [accounts = std::move(accounts), signOut](State& changed) {
            changed.accounts = accounts;
            signOut(changed.signIns);
          }};
}

Result<Outcome> create(const AccountCommand& command, const State& state, EpochMs now, Random& random) {
  if (const auto good = checkAccountName(command.name); !good) return std::unexpected(good.error());
  const auto role = wantedRole(command);
  if (!role) return std::unexpected(role.error());
  const auto isTaken = [&](const Account& each) { return isSameName(each.name, command.name); };
  if (const auto taken = std::ranges::find_if(state.accounts, isTaken); taken != state.accounts.end()) {
    return fail(ErrorCode::apiConflict,
                "There is an account called " + taken->name + " already, and letter case makes no other name of it.",
                "name");
  }
  if (const auto good = checkPassword(command.password, command.name); !good) return std::unexpected(good.error());
  auto hash = hashPassword(command.password, random);
  if (!hash) return fail(hash);
  Account made{.name = command.name, .role = *role, .password = std::move(*hash)};
  Accounts accounts = state.accounts;
  accounts.push_back(made);
  return keep(state, std::move(accounts), made, true, now);
}

Result<Outcome> remove(const AccountCommand& command, const State& state, EpochMs now) {
  Accounts accounts = state.accounts;
  const auto found = find(accounts, command.name);
  if (!found) return std::unexpected(found.error());
  const auto good = checkAnotherAdministrator(accounts, command.name);
  if (!good) return std::unexpected(good.error());
  const Account removed = **found;
  accounts.erase(*found);
  return keep(state, std::move(accounts), removed, false, now);
}

Result<Outcome> setPassword(const AccountCommand& command, const State& state, EpochMs now, Random& random) {
  Accounts accounts = state.accounts;
  const auto found = find(accounts, command.name);
  if (!found) return std::unexpected(found.error());
  if (const auto good = checkPassword(command.password, command.name); !good) return std::unexpected(good.error());
  auto hash = hashPassword(command.password, random);
  if (!hash) return fail(hash);
  (*found)->password = std::move(*hash);
  const Account changed = **found;
  return keep(state, std::move(accounts), changed, true, now);
}

Result<Outcome> setRole(const AccountCommand& command, const State& state, EpochMs now) {
  Accounts accounts = state.accounts;
  const auto found = find(accounts, command.name);
  if (!found) return std::unexpected(found.error());
  const auto role = wantedRole(command);
  if (!role) return std::unexpected(role.error());
  if (*role != Role::administrator) {
    const auto good = checkAnotherAdministrator(accounts, command.name);
    if (!good) return std::unexpected(good.error());
  }
  (*found)->role = *role;
  const Account changed = **found;
  return keep(state, std::move(accounts), changed, false, now);
}

}  // namespace

Result<Outcome> decide(const AccountCommand& command, const State& state, EpochMs now, Random& random) {
  if (command.action == "list") return list(state, now);
  if (command.action == "create") return create(command, state, now, random);
  if (command.action == "remove") return remove(command, state, now);
  if (command.action == "setPassword") return setPassword(command, state, now, random);
  if (command.action == "setRole") return setRole(command, state, now);
  return fail(ErrorCode::apiBadRequest,
              "There is no such action; there are list, create, remove, setPassword and setRole.", "action");
}

}  // namespace holdfast::site
