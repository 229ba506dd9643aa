// scryptROMix (RFC 7914 section 5), the part of scrypt that takes the time and the memory; knows no passcode and no
// salt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace holdfast::crypto {

/// Four words of 32 bits that are worked on together; SSE2, NEON or WebAssembly SIMD where the platform has them.
using Lane = std::uint32_t __attribute__((vector_size(16)));

/// One run's table and its scratch space, wiped when it ends. It serves one block after the other.
class RoMix {
 public:
  /// `count` (the RFC's N, a power of two) blocks of 128 times `blockSize` (the RFC's r) bytes. Where memory for the
  /// whole table cannot be had, only every second block is kept and the others are computed anew when they are needed,
  /// which takes a quarter more time. Throws std::bad_alloc where there is no memory for that either.
  RoMix(std::uint64_t count, std::uint32_t blockSize);
  ~RoMix();
  RoMix(const RoMix&) = delete;
  RoMix& operator=(const RoMix&) = delete;

  /// Replaces `block`, 128 times r bytes, by its ROMix.
  void mix(std::span<std::uint8_t> block);

 private:
  using Piece = std::unique_ptr<Lane[]>;

  void makeTable();
  [[nodiscard]] Lane* kept(std::uint64_t index);
  const Lane* blockAt(std::uint64_t index);

  std::uint64_t count_;
  std::size_t lanes_;       // of a block
  std::uint64_t stride_;    // of the blocks that are kept: 1 or 2
  std::uint64_t perPiece_;  // blocks of a piece
  /// In pieces, since no allocator of a 32-bit address space gives 2 GiB at once.
  std::vector<Piece> table_;
  Piece scratch_;
};

}  // namespace holdfast::crypto
