// age v1 files sealed with a passcode (C2SP age.md): composes header, stanza, payload and armor, and has no
// cryptography of its own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>

#include "age/armor.h"
#include "age/header.h"
#include "age/payload.h"
#include "age/scrypt_stanza.h"
#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/sha256.h"

namespace holdfast::age {

/// A sealed file is bytes as they are, or in armor.
enum class Form : std::uint8_t { binary, armored };

/// Seals one file. The sealed file is `header()`, then what `seal` and `finish` append.
class Sealer {
 public:
  /// Draws file key, salt and nonce from `random` and runs scrypt. Fails with `parameterRequired` (empty passcode),
  /// `parameterRange` (work factor, the log2 of scrypt's N, not from 1 to 22) and `outOfMemory`.
  [[nodiscard]] static Result<Sealer> create(const SecretBytes& passcode, int workFactor, Random& random);

  /// Header and payload nonce.
  [[nodiscard]] ByteView header() const { return header_; }
  /// Appends to `sealed` the chunks that `plain` completes.
  [[nodiscard]] Result<void> seal(ByteView plain, Bytes& sealed);
  /// Appends the final chunk. Nothing can be sealed afterwards.
  [[nodiscard]] Result<void> finish(Bytes& sealed);

 private:
  Sealer(Bytes header, PayloadSealer payload);

  Bytes header_;
  std::optional<PayloadSealer> payload_;
};

struct OpenLimits {
  /// The highest work factor that is worked on; never above `kMaxWorkFactor`.
  int workFactor = kDefaultMaxWorkFactor;
};

/// Opens one file, armored or not, in pieces of any size. The first error is repeated by every later call.
class Opener {
 public:
  /// Runs scrypt as soon as the header is complete.
  explicit Opener(SecretBytes passcode, OpenLimits limits = {});
  /// Opens a file of any recipients by the file key itself; its stanzas are read but not unwrapped.
  [[nodiscard]] static Opener withFileKey(SecretBytes fileKey);

  /// Appends to `plain` the chunks that `sealed` completes; every byte appended is authenticated. Fails with
  /// `armorMalformed`, `headerMalformed`, `stanzaMalformed`, `stanzaUnsupported`, `workFactorTooHigh`, `passcodeWrong`
  /// (well-formed header, failing tag), `headerDamaged` (failing MAC under the right file key), `payloadDamaged`,
  /// `payloadCutOff` or `outOfMemory`.
  [[nodiscard]] Result<void> open(ByteView sealed, Bytes& plain);
  /// Appends the final chunk; fails as `open` does.
  [[nodiscard]] Result<void> finish(Bytes& plain);

 private:
  enum class Secret : std::uint8_t { passcode, fileKey };

  Opener(SecretBytes secret, Secret kind, OpenLimits limits);
  Result<void> openFile(ByteView sealed, Bytes& plain);
  Result<void> openForm(ByteView sealed, Bytes& plain);
  Result<void> openArmored(ByteView text, Bytes& plain);
  Result<void> openBinary(ByteView sealed, Bytes& plain);
  Result<void> finishLayers(Bytes& plain);
  Result<void> unlock();
  Result<void> remember(Result<void> result);

  SecretBytes secret_;
  Secret kind_;
  OpenLimits limits_;
  std::optional<Form> form_;
  /// What came before the form was known.
  Bytes start_;
  ArmorDecoder armor_;
  Bytes unarmored_;
  HeaderParser header_;
  SecretBytes fileKey_;
  std::array<std::uint8_t, kPayloadNonceSize> nonce_ = {};
  std::size_t nonceSize_ = 0;
  std::optional<PayloadOpener> payload_;
  std::optional<Error> failure_;
};

enum class HeaderCheck : std::uint8_t { opens, moreBytesNeeded };

/// What is known of a file beside its first bytes.
struct FileFacts {
  /// Nothing follows those bytes.
  bool isWhole = false;
  /// The SHA-256 of header and payload nonce, out of their armor, that a manifest recorded.
  std::optional<crypto::Sha256Digest> headerSha256 = std::nullopt;
};

/// Whether `passcode` opens the file that starts with the bytes `start`, armored or not. The payload is not looked at,
/// and scrypt runs only once `start` holds the whole header. Fails as `Opener::open` does, and with `fileChanged`,
/// before scrypt runs and whatever the passcode, where the header is not the one that was recorded.
[[nodiscard]] Result<HeaderCheck> checkPasscode(ByteView start, const SecretBytes& passcode, OpenLimits limits = {},
                                                const FileFacts& facts = {});

/// The file key of the file that starts with `start`, for whoever reads it more than once (`Opener::withFileKey`);
/// nothing where more bytes are needed. Fails as `checkPasscode` does.
[[nodiscard]] Result<std::optional<SecretBytes>> unlock(ByteView start, const SecretBytes& passcode,
                                                        OpenLimits limits = {}, const FileFacts& facts = {});

/// Whether `fileKey`, which `unlock` found, is still that of the file that starts with `start`; no scrypt runs. Fails
/// with `headerDamaged` where the header's MAC is of another key, and as `checkPasscode` does before scrypt runs.
[[nodiscard]] Result<HeaderCheck> checkFileKey(ByteView start, const SecretBytes& fileKey, const FileFacts& facts = {});

/// The work factor (log2 of scrypt's N) that the file starting with `start` asks for, armored or not; nothing where
/// more bytes are needed. Fails as `Opener::open` does before scrypt runs.
[[nodiscard]] Result<std::optional<int>> workFactorOf(ByteView start, OpenLimits limits = {});

/// The size of header and payload nonce of a file sealed with a passcode and the work factor `workFactor`.
[[nodiscard]] std::size_t headerSizeFor(int workFactor);

/// The size of the sealed file for `plain` bytes behind a header of `headerSize` bytes, payload nonce included.
[[nodiscard]] std::uint64_t sealedSize(std::uint64_t plain, std::size_t headerSize, Form form = Form::binary);
/// The plain size of a file of `sealed` bytes with that header, or nothing where no such file has that size. Armor
/// hides up to two bytes: of the sizes that an armored file may stand for this is the largest.
[[nodiscard]] std::optional<std::uint64_t> plainSize(std::uint64_t sealed, std::size_t headerSize,
                                                     Form form = Form::binary);

/// Why a file did not open, once its SHA-256 is known: with the `recorded` one the failure stands as it is (a failing
/// tag is the passcode), with any other the answer is `fileChanged` and nothing is said of the passcode. Serves for
/// the whole file and for its header alone.
[[nodiscard]] Error judgeFailure(Error failure, const crypto::Sha256Digest& recorded,
                                 const crypto::Sha256Digest& found);

}  // namespace holdfast::age
