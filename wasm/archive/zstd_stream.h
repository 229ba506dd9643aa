// Zstandard streams (RFC 8878) piece by piece, with skippable frames between the data; knows not what is compressed.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/result.h"

namespace holdfast::archive {

/// Compresses into one frame after another.
class Compressor {
 public:
  /// Fails with `outOfMemory`.
  [[nodiscard]] static Result<Compressor> create(int level = 3);
  Compressor(Compressor&&) noexcept;
  Compressor& operator=(Compressor&&) noexcept;
  ~Compressor();

  /// Appends to `compressed` what `plain` completes.
  [[nodiscard]] Result<void> push(ByteView plain, Bytes& compressed);
  /// Ends the frame; the next `push` begins another one.
  [[nodiscard]] Result<void> endFrame(Bytes& compressed);

 private:
  struct State;
  explicit Compressor(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Appends `content` (at most 2^32 − 1 bytes) as a skippable frame (RFC 8878 section 3.1.2), which every decompressor
/// passes over.
void appendSkippableFrame(ByteView content, Bytes& compressed);

/// Told of what a decompressor finds. An error ends the reading.
class FrameSink {
 public:
  virtual ~FrameSink() = default;
  virtual Result<void> data(ByteView plain) = 0;
  /// The content of one whole skippable frame.
  virtual Result<void> skippable(ByteView content) = 0;
};

/// Decompresses frames in pieces of any size, with a window of at most 8 MiB.
class Decompressor {
 public:
  /// Fails with `outOfMemory`.
  [[nodiscard]] static Result<Decompressor> create();
  Decompressor(Decompressor&&) noexcept;
  Decompressor& operator=(Decompressor&&) noexcept;
  ~Decompressor();

  /// Fails with `compressionDamaged` (not zstd, damaged, a window beyond 8 MiB or a skippable frame beyond 16 MiB) and
  /// with what the sink answers.
  [[nodiscard]] Result<void> push(ByteView compressed, FrameSink& sink);
  /// Like `push`, but takes from `compressed` only until the sink was told of `most` bytes or few more, however far
  /// they expand. Answers whether there is more to tell of.
  [[nodiscard]] Result<bool> pushSome(ByteView& compressed, FrameSink& sink, std::size_t most);
  /// Fails with `compressionDamaged` inside a frame.
  [[nodiscard]] Result<void> finish() const;

 private:
  struct State;
  explicit Decompressor(std::unique_ptr<State> state);
  Result<std::size_t> decompress(ByteView& compressed, FrameSink& sink);
  std::unique_ptr<State> state_;
};

}  // namespace holdfast::archive
