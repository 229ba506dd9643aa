// Zstandard streams over libzstd; the only file that includes it.
#include "archive/zstd_stream.h"

#include <zstd.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace holdfast::archive {
namespace {

constexpr int kWindowLogMax = 23;
constexpr std::uint32_t kSkippableMagic = 0x184D2A50;
/// Magic number and frame header (RFC 8878 sections 3.1.1 and 3.1.1.1).
constexpr std::size_t kLongestHeader = 4 + 14;
constexpr std::size_t kMaxSkippable = std::size_t{16} << 20;

std::unexpected<Error> damaged(std::string_view what) {
  return fail(ErrorCode::compressionDamaged,
              "the compressed stream inside the file cannot be read: " + std::string(what));
}

std::uint32_t littleEndian(ByteView bytes) {
  std::uint32_t value = 0;
  for (std::size_t index = 4; index-- > 0;) value = value << 8 | bytes[index];
  return value;
}

}  // namespace

struct Compressor::State {
  ZSTD_CCtx* context = nullptr;
  Bytes buffer = Bytes(ZSTD_CStreamOutSize());
  ~State() { ZSTD_freeCCtx(context); }

  Result<void> run(ByteView plain, ZSTD_EndDirective directive, Bytes& compressed) {
    ZSTD_inBuffer input{plain.data(), plain.size(), 0};
    while (true) {
      ZSTD_outBuffer output{buffer.data(), buffer.size(), 0};
      const std::size_t left = ZSTD_compressStream2(context, &output, &input, directive);
      if (ZSTD_isError(left) != 0) {
        return fail(ErrorCode::outOfMemory, std::string("compressing failed: ") + ZSTD_getErrorName(left));
      }
      append(compressed, ByteView(buffer).first(output.pos));
      const bool isDone = directive == ZSTD_e_end ? left == 0 : input.pos == input.size;
      if (isDone) return {};
    }
  }
};

Result<Compressor> Compressor::create(int level) {
  auto state = std::make_unique<State>();
  state->context = ZSTD_createCCtx();
  if (state->context == nullptr) return fail(ErrorCode::outOfMemory, "there is no memory left to compress with");
  ZSTD_CCtx_setParameter(state->context, ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(state->context, ZSTD_c_checksumFlag, 1);
  return Compressor(std::move(state));
}

Compressor::Compressor(std::unique_ptr<State> state) : state_(std::move(state)) {}
Compressor::Compressor(Compressor&&) noexcept = default;
Compressor& Compressor::operator=(Compressor&&) noexcept = default;
Compressor::~Compressor() = default;

Result<void> Compressor::push(ByteView plain, Bytes& compressed) {
  return state_->run(plain, ZSTD_e_continue, compressed);
}

Result<void> Compressor::endFrame(Bytes& compressed) { return state_->run({}, ZSTD_e_end, compressed); }

void appendSkippableFrame(ByteView content, Bytes& compressed) {
  for (const std::uint32_t word : {kSkippableMagic, static_cast<std::uint32_t>(content.size())}) {
    for (unsigned shift = 0; shift < 32; shift += 8) compressed.push_back(static_cast<std::uint8_t>(word >> shift));
  }
  append(compressed, content);
}

struct Decompressor::State {
  ZSTD_DCtx* context = nullptr;
  Bytes buffer = Bytes(ZSTD_DStreamOutSize());
  enum class Where : std::uint8_t { start, frame, skippable } where = Where::start;
  /// The first bytes of a frame, until it is known which kind it is; then the content of a skippable one.
  Bytes held;
  std::size_t skippableSize = 0;
  /// So much of an open frame is fed byte by byte: zstd looks for a whole frame where its input starts, and would take
  /// what follows the magic number for one.
  std::size_t headerLeft = 0;
  /// The last buffer was full: the frame may have more to tell without another byte.
  bool mayHoldMore = false;
  ~State() { ZSTD_freeDCtx(context); }

  /// Moves bytes from `compressed` to `held` until there are `count`; false where there are too few.
  bool hold(ByteView& compressed, std::size_t count) {
    const std::size_t taken = std::min(compressed.size(), count - std::min(count, held.size()));
    append(held, compressed.first(taken));
    compressed = compressed.subspan(taken);
    return held.size() >= count;
  }
};

Result<Decompressor> Decompressor::create() {
  auto state = std::make_unique<State>();
  state->context = ZSTD_createDCtx();
  if (state->context == nullptr) return fail(ErrorCode::outOfMemory, "there is no memory left to decompress with");
  ZSTD_DCtx_setParameter(state->context, ZSTD_d_windowLogMax, kWindowLogMax);
  return Decompressor(std::move(state));
}

Decompressor::Decompressor(std::unique_ptr<State> state) : state_(std::move(state)) {}
Decompressor::Decompressor(Decompressor&&) noexcept = default;
Decompressor& Decompressor::operator=(Decompressor&&) noexcept = default;
Decompressor::~Decompressor() = default;

Result<void> Decompressor::push(ByteView compressed, FrameSink& sink) {
  const auto pushed = pushSome(compressed, sink, std::numeric_limits<std::size_t>::max());
  return pushed ? Result<void>() : std::unexpected(pushed.error());
}

Result<bool> Decompressor::pushSome(ByteView& compressed, FrameSink& sink, std::size_t most) {
  State& state = *state_;
  std::size_t told = 0;
  while (!compressed.empty() || state.mayHoldMore) {
    if (told >= most) return true;
    if (state.where == State::Where::start) {
      if (!state.hold(compressed, 4)) return false;
      if ((littleEndian(state.held) & 0xfffffff0) != kSkippableMagic) {
        state.where = State::Where::frame;
        state.headerLeft = kLongestHeader;
        const Bytes magic = std::exchange(state.held, {});
        for (ByteView start = magic; !start.empty();) {
          if (auto fed = decompress(start, sink); !fed) return fail(fed);
        }
        continue;
      }
      if (!state.hold(compressed, 8)) return false;
      state.skippableSize = littleEndian(ByteView(state.held).subspan(4));
      if (state.skippableSize > kMaxSkippable) return damaged("a skippable frame is longer than 16 MiB");
      state.held.clear();
      state.where = State::Where::skippable;
    }
    if (state.where == State::Where::skippable) {
      if (!state.hold(compressed, state.skippableSize)) return false;
      state.where = State::Where::start;
      const Bytes content = std::exchange(state.held, {});
      if (auto skipped = sink.skippable(content); !skipped) return fail(skipped);
      continue;
    }
    const auto read = decompress(compressed, sink);
    if (!read) return std::unexpected(read.error());
    told += *read;
  }
  return false;
}

/// Feeds the open frame from `compressed` until a buffer is full, and answers how much the sink was told.
Result<std::size_t> Decompressor::decompress(ByteView& compressed, FrameSink& sink) {
  State& state = *state_;
  const bool isInHeader = state.headerLeft > 0 && !compressed.empty();
  ZSTD_inBuffer input{compressed.data(), isInHeader ? 1 : compressed.size(), 0};
  ZSTD_outBuffer output{state.buffer.data(), state.buffer.size(), 0};
  state.headerLeft -= isInHeader ? 1 : 0;
  const std::size_t left = ZSTD_decompressStream(state.context, &output, &input);
  if (ZSTD_isError(left) != 0) return damaged(ZSTD_getErrorName(left));
  if (left == 0) state.where = State::Where::start;
  state.mayHoldMore = left != 0 && output.pos == output.size;
  compressed = compressed.subspan(input.pos);
  if (auto told = sink.data(ByteView(state.buffer).first(output.pos)); !told) return fail(told);
  return output.pos;
}

Result<void> Decompressor::finish() const {
  if (state_->where == State::Where::start && state_->held.empty()) return {};
  return damaged("it ends inside a frame");
}

}  // namespace holdfast::archive
