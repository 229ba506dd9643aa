// The backup stores: folders below `stores` in the data folder.
#pragma once

#include "base/random.h"
#include "base/result.h"
#include "site/operation.h"

namespace holdfast::site {

/// The store of the first start: `default`, HOSTED.
[[nodiscard]] Store makeStore(std::string name, Json storageConfig, const SiteOptions& options, Random& random);

/// Fails with `storageUnreadable` where the store's folder could not be used when the site was started, until
/// `validateStore` finds that it can: what lies in it is not known then, and might be overwritten.
[[nodiscard]] Result<void> checkUsable(const Store& store);

[[nodiscard]] Result<Outcome> listStores(const Operation& operation);
[[nodiscard]] Result<Outcome> showStore(const Operation& operation);
[[nodiscard]] Result<Outcome> registerStore(const Operation& operation);
[[nodiscard]] Result<Outcome> updateStore(const Operation& operation);
[[nodiscard]] Result<Outcome> validateStore(const Operation& operation);
[[nodiscard]] Result<Outcome> unregisterStore(const Operation& operation);

[[nodiscard]] Result<Outcome> showSettings(const Operation& operation);
[[nodiscard]] Result<Outcome> updateSettings(const Operation& operation);

}  // namespace holdfast::site
