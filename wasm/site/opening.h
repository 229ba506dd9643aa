// The state of the local site out of the files of its data folder, put in order after an interruption.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "site/state.h"

namespace holdfast::site {

/// A file of the data folder: `site.json`, `sign-ins.json`, `jobs/*.json`, `tasks/*.json`, `tasks/key`,
/// `stores/*/*/backup.json`.
struct StoredFile {
  std::string path;
  Bytes bytes;
};

/// A folder of `stores` that stands for one outside the data folder.
struct AttachedStore {
  std::string name;
  /// Why that folder cannot be used, or empty.
  std::string fault;
};

/// What the data folder holds when the site is opened.
struct Stored {
  std::vector<StoredFile> files;
  /// The paths of everything two levels below `stores`: what has no `backup.json` is half-made. Of an attached store
  /// only what a backup may have left there.
  std::vector<std::string> folders;
  std::vector<AttachedStore> attached;
};

struct Loaded {
  State state;
  /// What puts the files in order.
  std::vector<HostCall> calls;
  /// The generated password of `admin` at the very first start, else empty.
  SecretBytes adminPassword;
  std::vector<std::string> warnings;
};

/// See `Site::open`.
[[nodiscard]] Result<Loaded> load(const SiteOptions& options, SecretBytes adminPassword, const Stored& stored,
                                  EpochMs now, Random& random);

}  // namespace holdfast::site
