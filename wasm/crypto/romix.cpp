// ROMix over Salsa20/8, four words at a time.
//
// A block's 64-byte parts lie in memory with their words along the diagonals of Salsa20's square, so that its columns
// and rows are the same four lanes, turned: word i of a part is word 5·i mod 16 of the RFC's.
#include "crypto/romix.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <new>

#include "base/secret.h"

namespace holdfast::crypto {
namespace {

constexpr std::size_t kPieceBytes =
    std::numeric_limits<std::size_t>::max() / 64 + 1;  // 64 MiB where sizes have 32 bits
constexpr std::size_t kPartLanes = 4;
constexpr std::size_t kPartWords = 16;

template <int bits>
Lane rotated(Lane lane) {
  return (lane << bits) | (lane >> (32 - bits));
}

/// The lanes of a 64-byte part.
struct Part {
  Lane a, b, c, d;
};

Part load(const Lane* from) { return {from[0], from[1], from[2], from[3]}; }

void store(const Part& part, Lane* to) {
  to[0] = part.a;
  to[1] = part.b;
  to[2] = part.c;
  to[3] = part.d;
}

void exclusiveOr(Part& part, const Lane* with) {
  part.a ^= with[0];
  part.b ^= with[1];
  part.c ^= with[2];
  part.d ^= with[3];
}

/// The Salsa20/8 core (RFC 7914 section 3).
void salsa(Part& part) {
  auto [a, b, c, d] = part;
  for (int round = 0; round < 8; round += 2) {
    b ^= rotated<7>(a + d);
    c ^= rotated<9>(b + a);
    d ^= rotated<13>(c + b);
    a ^= rotated<18>(d + c);
    b = __builtin_shufflevector(b, b, 3, 0, 1, 2);
    c = __builtin_shufflevector(c, c, 2, 3, 0, 1);
    d = __builtin_shufflevector(d, d, 1, 2, 3, 0);
    d ^= rotated<7>(a + b);
    c ^= rotated<9>(d + a);
    b ^= rotated<13>(c + d);
    a ^= rotated<18>(b + c);
    b = __builtin_shufflevector(b, b, 1, 2, 3, 0);
    c = __builtin_shufflevector(c, c, 2, 3, 0, 1);
    d = __builtin_shufflevector(d, d, 3, 0, 1, 2);
  }
  part.a += a;
  part.b += b;
  part.c += c;
  part.d += d;
}

/// scryptBlockMix (RFC 7914 section 4) of `from`, or of `from` XOR `with` where there is one. `lanes` is a block's
/// size.
template <bool isMixed>
void blockMix(const Lane* from, const Lane* with, Lane* to, std::size_t lanes) {
  Part part = load(from + lanes - kPartLanes);
  if constexpr (isMixed) exclusiveOr(part, with + lanes - kPartLanes);
  for (std::size_t at = 0; at < lanes; at += 2 * kPartLanes) {
    exclusiveOr(part, from + at);
    if constexpr (isMixed) exclusiveOr(part, with + at);
    salsa(part);
    store(part, to + at / 2);
    exclusiveOr(part, from + at + kPartLanes);
    if constexpr (isMixed) exclusiveOr(part, with + at + kPartLanes);
    salsa(part);
    store(part, to + (at + lanes) / 2);
  }
}

/// The first eight bytes of a block's last part, as a little-endian number.
std::uint64_t integerify(const Lane* block, std::size_t lanes) {
  const Lane* const last = block + lanes - kPartLanes;
  return std::uint64_t{last[3][1]} << 32 | last[0][0];
}

void wipeLanes(Lane* lanes, std::size_t count) { wipe({reinterpret_cast<std::uint8_t*>(lanes), count * sizeof(Lane)}); }

/// Where word `i` of a part lies among the RFC's words.
std::size_t diagonal(std::size_t i) { return i * 5 % kPartWords; }

}  // namespace

RoMix::RoMix(std::uint64_t count, std::uint32_t blockSize)
    : count_(count),
      lanes_(std::size_t{8} * blockSize),
      stride_(1),
      perPiece_(std::bit_floor(std::max<std::size_t>(1, kPieceBytes / (lanes_ * sizeof(Lane))))),
      scratch_(std::make_unique_for_overwrite<Lane[]>(3 * lanes_)) {
  try {
    makeTable();
  } catch (const std::bad_alloc&) {
    if (count_ < 2) throw;
    table_.clear();
    stride_ = 2;
    makeTable();
  }
}

RoMix::~RoMix() {
  const auto blocks = static_cast<std::size_t>(std::min(perPiece_, count_ / stride_));
  for (const Piece& piece : table_) wipeLanes(piece.get(), blocks * lanes_);
  wipeLanes(scratch_.get(), 3 * lanes_);
}

void RoMix::makeTable() {
  const std::uint64_t blocks = count_ / stride_;
  const std::uint64_t each = std::min(perPiece_, blocks);
  for (std::uint64_t made = 0; made < blocks; made += each) {
    table_.push_back(std::make_unique_for_overwrite<Lane[]>(static_cast<std::size_t>(each) * lanes_));
  }
}

Lane* RoMix::kept(std::uint64_t index) {
  const std::uint64_t at = index / stride_;
  return table_[static_cast<std::size_t>(at / perPiece_)].get() + static_cast<std::size_t>(at % perPiece_) * lanes_;
}

/// The table's block of that index; it lies in the scratch space where it is not kept.
const Lane* RoMix::blockAt(std::uint64_t index) {
  if (index % stride_ == 0) return kept(index);
  Lane* const anew = scratch_.get() + 2 * lanes_;
  blockMix<false>(kept(index - 1), nullptr, anew, lanes_);
  return anew;
}

void RoMix::mix(std::span<std::uint8_t> block) {
  Lane* here = scratch_.get();
  Lane* there = here + lanes_;
  const std::size_t words = lanes_ * kPartLanes;
  for (std::size_t word = 0; word < words; ++word) {
    const std::size_t from = word / kPartWords * kPartWords + diagonal(word % kPartWords);
    std::uint32_t value = 0;
    for (std::size_t byte = 0; byte < 4; ++byte) value |= std::uint32_t{block[from * 4 + byte]} << (8 * byte);
    here[word / 4][word % 4] = value;
  }
  for (std::uint64_t index = 0; index < count_; ++index) {
    if (index % stride_ == 0) std::memcpy(kept(index), here, lanes_ * sizeof(Lane));
    blockMix<false>(here, nullptr, there, lanes_);
    std::swap(here, there);
  }
  for (std::uint64_t index = 0; index < count_; ++index) {
    blockMix<true>(here, blockAt(integerify(here, lanes_) & (count_ - 1)), there, lanes_);
    std::swap(here, there);
  }
  for (std::size_t word = 0; word < words; ++word) {
    const std::size_t to = word / kPartWords * kPartWords + diagonal(word % kPartWords);
    const std::uint32_t value = here[word / 4][word % 4];
    for (std::size_t byte = 0; byte < 4; ++byte) block[to * 4 + byte] = static_cast<std::uint8_t>(value >> (8 * byte));
  }
}

}  // namespace holdfast::crypto
