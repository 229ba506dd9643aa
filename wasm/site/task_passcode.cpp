// One message of ChaCha20-Poly1305 for each passcode, under a nonce drawn anew.
#include "site/task_passcode.h"

#include <algorithm>

#include "crypto/chacha20_poly1305.h"

namespace holdfast::site {
namespace {

using crypto::ChaCha20Poly1305;

constexpr std::size_t kOverhead = ChaCha20Poly1305::kNonceSize + ChaCha20Poly1305::kTagSize;

}  // namespace

SecretBytes makeTaskKey(Random& random) {
  SecretBytes key(ChaCha20Poly1305::kKeySize);
  random.fill(key.writable());
  return key;
}

Bytes sealTaskPasscode(const SecretBytes& key, std::string_view taskId, const SecretBytes& passcode, Random& random) {
  Bytes sealed(passcode.size() + kOverhead);
  const auto nonce = std::span(sealed).first<ChaCha20Poly1305::kNonceSize>();
  random.fill(nonce);
  ChaCha20Poly1305(key).seal(nonce, bytesOf(taskId), passcode.reveal(), std::span(sealed).subspan(nonce.size()));
  return sealed;
}

Result<SecretBytes> openTaskPasscode(const SecretBytes& key, std::string_view taskId, ByteView sealed) {
  if (key.size() == ChaCha20Poly1305::kKeySize && sealed.size() >= kOverhead) {
    SecretBytes passcode(sealed.size() - kOverhead);
    const auto nonce = sealed.first<ChaCha20Poly1305::kNonceSize>();
    if (ChaCha20Poly1305(key).open(nonce, bytesOf(taskId), sealed.subspan(nonce.size()), passcode.writable())) {
      return passcode;
    }
  }
  return fail(
      ErrorCode::storageUnreadable,
      "The task's passcode cannot be opened with the key of this data folder: give the task its passcode again.",
      std::string(kTaskKeyFile));
}

}  // namespace holdfast::site
