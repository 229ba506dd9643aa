// A host in memory, for tests of jobs: a tree of content, a data folder, and faults at chosen calls.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "site/host.h"

namespace holdfast::tests {

struct ContentFile {
  site::FileFacts facts;
  std::string content;
};

class MemoryHost {
 public:
  void addFile(const std::string& path, std::string content, std::uint32_t mode = 0644);
  void addFolder(const std::string& path);
  void addLink(const std::string& path, const std::string& target);
  void addOther(const std::string& path);

  /// Answers one call; `Ended` is never asked.
  site::HostAnswer perform(const site::HostCall& call);
  /// Runs `job` to its end and returns its outcome.
  Result<std::string> run(site::HostedJob& job);

  /// Asked before each call, with its number from 0: an error to answer instead.
  std::function<std::optional<Error>(std::size_t number)> fault;
  /// Called before each call is performed.
  std::function<void(std::size_t number, const site::HostCall& call)> before;

  std::map<std::string, ContentFile> content;
  std::map<std::string, Bytes> data;
  /// The staging place, where there is one.
  std::optional<std::map<std::string, ContentFile>> staged;
  /// What is brought in from elsewhere, and how much of it was read.
  Bytes source;
  std::size_t sourceRead = 0;
  std::vector<std::string> reports;
  std::size_t calls = 0;
  EpochMs clock = 1'700'000'000'000;

 private:
  site::HostAnswer list(const std::string& path) const;
  site::HostAnswer stage(const std::string& path, const site::FileFacts& facts);
  site::HostAnswer finish(const std::string& path, std::uint32_t mode, std::int64_t seconds, std::uint32_t nanoseconds);

  std::string openContent_;
  std::size_t offset_ = 0;
  std::string openData_;
  std::string openStaged_;
};

}  // namespace holdfast::tests
