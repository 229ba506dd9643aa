// The tar format (POSIX.1-2001 pax over ustar, and GNU long names when reading): headers and a push-style reader;
// knows neither compression nor encryption.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace holdfast::archive {

enum class EntryKind : std::uint8_t {
  file,
  folder,
  link,
  other,  // of a foreign archive, and never unpacked: a hard link, a device, a pipe, a path that leads out
};

/// One entry of an archive. Paths are relative bytes joined by `/`, in whatever encoding the file system had them.
struct Entry {
  std::string path;
  EntryKind kind = EntryKind::file;
  std::uint64_t size = 0;            // of a file, in bytes
  std::uint32_t mode = 0644;         // permission bits
  std::int64_t modifiedSeconds = 0;  // whole seconds since the epoch, may be negative
  std::uint32_t modifiedNanoseconds = 0;
  std::string linkTarget;  // of a link, also of a hard one
};

/// Appends the header of `entry`, preceded by a pax header where ustar has no room for a value. What follows a file's
/// header are its `size` bytes and its padding.
void appendTarHeader(const Entry& entry, Bytes& tar);

/// Appends the zeros that fill the last block of a file of `size` bytes.
void appendTarPadding(std::uint64_t size, Bytes& tar);

/// Appends the two blocks of zeros that end an archive.
void appendTarEnd(Bytes& tar);

/// Whether `path` is relative and stays inside the folder an archive is unpacked to.
[[nodiscard]] bool staysInside(std::string_view path);

/// Whether the 512 bytes `block` are the header of an entry: their checksum fits.
[[nodiscard]] bool isTarHeader(ByteView block);

/// Told of what a reader finds, in the order of the archive. An error ends the reading.
class EntrySink {
 public:
  virtual ~EntrySink() = default;
  virtual Result<void> began(const Entry& entry) = 0;
  virtual Result<void> content(ByteView piece) = 0;
  virtual Result<void> ended() = 0;
};

/// Whose archive is read. A `foreign` one may hold what nothing here writes, which is told as `EntryKind::other`; its
/// absolute paths lose their first slashes, as in other programs, and its own folder `.` is passed over.
enum class Origin : std::uint8_t { own, foreign };

/// Reads an archive in pieces of any size, in constant memory.
class TarReader {
 public:
  explicit TarReader(EntrySink& sink, Origin origin = Origin::own) : sink_(&sink), origin_(origin) {}

  /// Fails with `archiveMalformed` at a wrong checksum or a malformed number or record, and with what the sink answers.
  /// In an archive of its own, also at a path that is empty, absolute or holds `..`, and at a type other than file,
  /// folder and symbolic link.
  [[nodiscard]] Result<void> push(ByteView tar);
  /// Fails with `archiveCutOff` where the end of the archive has not been seen.
  [[nodiscard]] Result<void> finish() const;

 private:
  enum class State : std::uint8_t { header, extension, content, padding, end };
  static constexpr std::size_t kBlock = 512;

  Result<void> readHeader();
  Result<void> readExtension();
  Result<void> beginEntry(char type, std::uint64_t size);
  Result<void> beginOwn(const Entry& entry);
  Result<void> beginForeign(Entry entry, char type, std::uint64_t size);
  Result<void> pass(std::uint64_t size, bool isTold);

  EntrySink* sink_;
  Origin origin_;
  /// The sink is told of the entry in hand.
  bool isTold_ = true;
  State state_ = State::header;
  std::array<std::uint8_t, kBlock> block_ = {};
  std::size_t filled_ = 0;
  std::uint64_t left_ = 0;
  std::size_t padding_ = 0;
  int zeroBlocks_ = 0;
  char extensionType_ = 0;
  std::string extension_;
  std::map<std::string, std::string, std::less<>> overrides_;
};

}  // namespace holdfast::archive
