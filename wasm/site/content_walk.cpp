// Depth-first order over listings.
#include "site/content_walk.h"

#include <algorithm>
#include <utility>

namespace holdfast::site {

void ContentWalk::enter(std::string path, Listing entries) {
  std::ranges::sort(entries, {}, &FileFacts::name);
  levels_.push_back({std::move(path), std::move(entries)});
}

std::optional<ContentWalk::Found> ContentWalk::next() {
  while (!levels_.empty()) {
    Level& level = levels_.back();
    if (level.next < level.entries.size()) {
      FileFacts& facts = level.entries[level.next++];
      std::string path = level.path.empty() ? facts.name : level.path + "/" + facts.name;
      return Found{std::move(path), std::move(facts)};
    }
    levels_.pop_back();
  }
  return std::nullopt;
}

}  // namespace holdfast::site
