// SecretBytes: bytes of a passcode, key, password or token, wiped when they go; cannot be copied, printed or compared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/bytes.h"

namespace holdfast {

/// Overwrites `bytes` with zeros in a way the compiler may not leave out.
void wipe(std::span<std::uint8_t> bytes);

/// Whether both runs hold the same bytes, in a time that depends on their lengths alone.
bool equalInConstantTime(ByteView left, ByteView right);

/// A run of secret bytes of fixed length. Move-only; `copy()` says aloud where a second one is made.
class SecretBytes {
 public:
  SecretBytes() = default;
  /// `size` zero bytes, to be filled through `writable()`.
  explicit SecretBytes(std::size_t size);
  /// Copies `bytes`; the caller wipes its own.
  explicit SecretBytes(ByteView bytes);
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes();

  /// The bytes, to be handed to a function that needs them and does not keep them.
  [[nodiscard]] ByteView reveal() const { return {bytes_.get(), size_}; }
  [[nodiscard]] std::span<std::uint8_t> writable() { return {bytes_.get(), size_}; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] SecretBytes copy() const { return SecretBytes(reveal()); }

  bool operator==(const SecretBytes&) const = delete;

 private:
  std::unique_ptr<std::uint8_t[]> bytes_;
  std::size_t size_ = 0;
};

/// Collects secret bytes piece by piece; what it outgrows is wiped.
class SecretBuilder {
 public:
  void append(ByteView bytes);
  void append(std::string_view text) { append(bytesOf(text)); }
  /// The bytes collected so far; the builder is empty afterwards.
  [[nodiscard]] SecretBytes take();

 private:
  SecretBytes buffer_;
  std::size_t used_ = 0;
};

}  // namespace holdfast
