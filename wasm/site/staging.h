// Turns the entries of an archive into the calls that write them into a host's staging place; performs none of them.
#pragma once

#include <deque>
#include <vector>

#include "archive/tar.h"
#include "site/host.h"

namespace holdfast::site {

/// Entries come as an archive of ours has them: a folder before what it holds, and nothing of it after something else.
/// Holds one entry for each folder it is in and at most about 1 MiB of a file besides the calls not yet taken.
class Staging final : public archive::EntrySink {
 public:
  /// Fails with `archiveMalformed` where the entry does not lie in a folder that is being written: a path through a
  /// link or a file leads nowhere.
  Result<void> began(const archive::Entry& entry) override;
  Result<void> content(ByteView piece) override;
  Result<void> ended() override;
  /// Finishes the folders that are still open.
  void finish();

  /// What is to be performed, in this order; the caller takes it.
  std::deque<HostCall> calls;

 private:
  void finishFolder();

  std::vector<archive::Entry> folders_;
  archive::Entry entry_;
  Bytes held_;
};

}  // namespace holdfast::site
