// Wiping and constant-time comparison; knows nothing of what the bytes mean.
#include "base/secret.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace holdfast {

void wipe(std::span<std::uint8_t> bytes) {
  if (bytes.empty()) return;
  std::memset(bytes.data(), 0, bytes.size());
  // The compiler must believe that the zeros are read.
  asm volatile("" : : "r"(bytes.data()) : "memory");
}

bool equalInConstantTime(ByteView left, ByteView right) {
  if (left.size() != right.size()) return false;
  std::uint8_t difference = 0;
  for (std::size_t index = 0; index < left.size(); ++index) {
    difference = static_cast<std::uint8_t>(difference | (left[index] ^ right[index]));
  }
  return difference == 0;
}

SecretBytes::SecretBytes(std::size_t size)
    : bytes_(size == 0 ? nullptr : std::make_unique<std::uint8_t[]>(size)), size_(size) {}

SecretBytes::SecretBytes(ByteView bytes) : SecretBytes(bytes.size()) {
  std::copy(bytes.begin(), bytes.end(), bytes_.get());
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  if (this != &other) {
    wipe(writable());
    bytes_ = std::move(other.bytes_);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

SecretBytes::~SecretBytes() { wipe(writable()); }

void SecretBuilder::append(ByteView bytes) {
  if (used_ + bytes.size() > buffer_.size()) {
    SecretBytes larger(std::max(used_ + bytes.size(), 2 * buffer_.size()));
    const ByteView kept = buffer_.reveal().first(used_);
    std::copy(kept.begin(), kept.end(), larger.writable().begin());
    buffer_ = std::move(larger);
  }
  std::copy(bytes.begin(), bytes.end(), buffer_.writable().begin() + static_cast<std::ptrdiff_t>(used_));
  used_ += bytes.size();
}

SecretBytes SecretBuilder::take() {
  SecretBytes result(buffer_.reveal().first(std::exchange(used_, 0)));
  buffer_ = {};
  return result;
}

}  // namespace holdfast
