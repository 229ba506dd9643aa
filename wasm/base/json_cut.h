// Cuts a large JSON text into pieces that can be read one after another; checks none of them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast {

/// A JSON text whose bulk is one list.
struct CutJson {
  /// The text with that list empty.
  std::string outline;
  /// The list's elements as they stand in the text, some together, separated by commas as in there.
  std::vector<std::string_view> pieces;
};

/// Cuts the first list longer than `pieceSize` bytes that is a member of the text's outermost object into pieces of
/// that size or an element more. The text is JSON if the outline is, and each piece between brackets is a list that is
/// not empty. Nothing where no such list is found. The pieces point into `text`.
[[nodiscard]] std::optional<CutJson> cutList(std::string_view text, std::size_t pieceSize);

}  // namespace holdfast
