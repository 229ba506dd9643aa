// The calls of site/host.h over two maps.
#include "support/memory_host.h"

#include <algorithm>
#include <utility>

namespace holdfast::tests {
namespace {

std::unexpected<Error> absent(const std::string& path) {
  return fail(ErrorCode::storageFailed, "there is no \"" + path + "\"", path);
}

}  // namespace

void MemoryHost::addFile(const std::string& path, std::string text, std::uint32_t mode) {
  const site::FileFacts facts{.name = {},
                              .kind = site::FileKind::file,
                              .size = text.size(),
                              .mode = mode,
                              .modifiedSeconds = 1'600'000'000,
                              .modifiedNanoseconds = 123'456'789,
                              .linkTarget = {}};
  content[path] = {facts, std::move(text)};
}

void MemoryHost::addFolder(const std::string& path) {
  content[path] = {
      {.name = {}, .kind = site::FileKind::folder, .mode = 0755, .modifiedSeconds = 1'500'000'000, .linkTarget = {}},
      {}};
}

void MemoryHost::addLink(const std::string& path, const std::string& target) {
  content[path] = {
      {.name = {}, .kind = site::FileKind::link, .mode = 0777, .modifiedSeconds = -5, .linkTarget = target}, {}};
}

void MemoryHost::addOther(const std::string& path) {
  content[path] = {{.name = {}, .kind = site::FileKind::other, .linkTarget = {}}, {}};
}

site::HostAnswer MemoryHost::list(const std::string& path) const {
  if (!path.empty() && !content.contains(path)) return absent(path);
  site::Listing listing;
  const std::string prefix = path.empty() ? "" : path + "/";
  for (const auto& [name, file] : content) {
    if (!name.starts_with(prefix) || name.find('/', prefix.size()) != std::string::npos) continue;
    listing.push_back(file.facts);
    listing.back().name = name.substr(prefix.size());
  }
  std::ranges::reverse(listing);
  return listing;
}

site::HostAnswer MemoryHost::stage(const std::string& path, const site::FileFacts& facts) {
  const std::size_t slash = path.rfind('/');
  const std::string parent = slash == std::string::npos ? "" : path.substr(0, slash);
  const bool hasParent =
      parent.empty() || (staged->contains(parent) && staged->at(parent).facts.kind == site::FileKind::folder);
  if (!hasParent || staged->contains(path)) return fail(ErrorCode::storageFailed, "the path is refused", path);
  (*staged)[path] = {facts, {}};
  return site::Done{};
}

site::HostAnswer MemoryHost::finish(const std::string& path, std::uint32_t mode, std::int64_t seconds,
                                    std::uint32_t nanoseconds) {
  ContentFile& file = staged->at(path);
  file.facts.mode = mode;
  file.facts.modifiedSeconds = seconds;
  file.facts.modifiedNanoseconds = nanoseconds;
  file.facts.size = file.content.size();
  return site::Done{};
}

site::HostAnswer MemoryHost::perform(const site::HostCall& call) {
  const std::size_t number = calls++;
  clock += 10;
  if (before) before(number, call);
  if (fault) {
    if (auto error = fault(number)) return std::unexpected(*error);
  }
  using namespace site;
  struct Visitor {
    MemoryHost& host;
    HostAnswer operator()(const ListContent& ask) const { return host.list(ask.path); }
    HostAnswer operator()(const OpenContent& ask) const {
      if (!host.content.contains(ask.path)) return absent(ask.path);
      host.openContent_ = ask.path;
      host.offset_ = 0;
      return host.content[ask.path].facts;
    }
    HostAnswer operator()(const ReadContent& ask) const {
      const std::string& text = host.content[host.openContent_].content;
      const std::string_view piece = std::string_view(text).substr(std::min(host.offset_, text.size()), ask.length);
      host.offset_ += piece.size();
      const ByteView bytes = bytesOf(piece);
      return Bytes(bytes.begin(), bytes.end());
    }
    HostAnswer operator()(const CloseContent&) const {
      return host.content[std::exchange(host.openContent_, {})].facts;
    }
    HostAnswer operator()(const CreateData& ask) const {
      host.openData_ = ask.path;
      host.data[ask.path] = {};
      return Done{};
    }
    HostAnswer operator()(const AppendData& ask) const {
      append(host.data[host.openData_], ask.bytes);
      return Done{};
    }
    HostAnswer operator()(const CloseData&) const {
      host.openData_.clear();
      return Done{};
    }
    HostAnswer operator()(const ReadData& ask) const {
      if (!host.data.contains(ask.path)) return absent(ask.path);
      const ByteView file = host.data[ask.path];
      const ByteView rest = file.subspan(std::min<std::size_t>(static_cast<std::size_t>(ask.offset), file.size()));
      const ByteView piece = rest.first(std::min<std::size_t>(rest.size(), ask.length));
      return Bytes(piece.begin(), piece.end());
    }
    HostAnswer operator()(const ReplaceData& ask) const {
      host.data[ask.path] = ask.bytes;
      return Done{};
    }
    HostAnswer operator()(const RemoveData& ask) const {
      std::erase_if(host.data,
                    [&](const auto& file) { return file.first == ask.path || file.first.starts_with(ask.path + "/"); });
      return Done{};
    }
    HostAnswer operator()(const AttachStore&) const { return fail(ErrorCode::internalError, "a job attaches nothing"); }
    HostAnswer operator()(const TakeUpStore&) const { return fail(ErrorCode::internalError, "a job takes nothing up"); }
    HostAnswer operator()(const DetachStore&) const { return fail(ErrorCode::internalError, "a job detaches nothing"); }
    HostAnswer operator()(const UnlockBackup&) const { return fail(ErrorCode::internalError, "a job unlocks itself"); }
    HostAnswer operator()(const BeginStaging&) const {
      host.staged.emplace();
      return Done{};
    }
    HostAnswer operator()(const StageFolder& ask) const {
      return host.stage(ask.path, {.name = {}, .kind = FileKind::folder, .mode = 0700, .linkTarget = {}});
    }
    HostAnswer operator()(const StageFile& ask) const {
      host.openStaged_ = ask.path;
      return host.stage(ask.path, {.name = {}, .kind = FileKind::file, .mode = 0600, .linkTarget = {}});
    }
    HostAnswer operator()(const AppendStaged& ask) const {
      host.staged->at(host.openStaged_).content += textOf(ask.bytes);
      return Done{};
    }
    HostAnswer operator()(const CloseStaged& ask) const {
      return host.finish(host.openStaged_, ask.mode, ask.modifiedSeconds, ask.modifiedNanoseconds);
    }
    HostAnswer operator()(const StageLink& ask) const {
      return host.stage(ask.path, {.name = {},
                                   .kind = FileKind::link,
                                   .mode = 0777,
                                   .modifiedSeconds = ask.modifiedSeconds,
                                   .modifiedNanoseconds = ask.modifiedNanoseconds,
                                   .linkTarget = ask.linkTarget});
    }
    HostAnswer operator()(const FinishFolder& ask) const {
      return host.finish(ask.path, ask.mode, ask.modifiedSeconds, ask.modifiedNanoseconds);
    }
    HostAnswer operator()(const SwapContent&) const {
      std::swap(host.content, *host.staged);
      return Done{};
    }
    HostAnswer operator()(const DiscardStaging&) const {
      host.staged.reset();
      return Done{};
    }
    HostAnswer operator()(const ReadSource& ask) const {
      const ByteView rest = ByteView(host.source).subspan(host.sourceRead);
      const ByteView piece = rest.first(std::min<std::size_t>(ask.length, rest.size()));
      host.sourceRead += piece.size();
      return Bytes(piece.begin(), piece.end());
    }
    HostAnswer operator()(const Report& ask) const {
      host.reports.push_back(ask.json);
      return Done{};
    }
    HostAnswer operator()(const Ended&) const { return fail(ErrorCode::internalError, "an ended job asks nothing"); }
  };
  return std::visit(Visitor{*this}, call);
}

Result<std::string> MemoryHost::run(site::HostedJob& job) {
  site::HostCall call = job.start(clock);
  while (!std::holds_alternative<site::Ended>(call)) call = job.next(perform(call), clock);
  return std::move(std::get<site::Ended>(call).outcome);
}

}  // namespace holdfast::tests
