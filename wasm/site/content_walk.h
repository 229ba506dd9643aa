// The order in which a tree of content is visited: depth first, names sorted by their bytes; lists and reads nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "site/host.h"

namespace holdfast::site {

/// Visits a tree of which the caller supplies the listings. Holds one listing for each level it is in.
class ContentWalk {
 public:
  struct Found {
    std::string path;
    FileFacts facts;
  };

  /// Goes into the folder `path` with these entries; they are what `next` answers from here on.
  void enter(std::string path, Listing entries);

  /// The next entry, or nothing at the end. A folder comes before what it holds: the caller lists and enters it, or
  /// not.
  std::optional<Found> next();

 private:
  struct Level {
    std::string path;
    Listing entries;
    std::size_t next = 0;
  };
  std::vector<Level> levels_;
};

}  // namespace holdfast::site
