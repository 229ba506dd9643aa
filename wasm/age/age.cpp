// Sealing and opening from end to end: header and stanza unlock the file key, the file key opens the payload.
#include "age/age.h"

#include <algorithm>
#include <utility>

#include "crypto/hkdf.h"
#include "crypto/hmac.h"

namespace holdfast::age {
namespace {

constexpr const char* kCutOffHeader = "The file ends within its header: it is cut off, or not an age file.";

HeaderMac computeMac(ByteView covered, const SecretBytes& fileKey) {
  // 32 bytes are within HKDF's range: this cannot fail.
  const SecretBytes key = *crypto::hkdfSha256(fileKey, {}, bytesOf("header"), sizeof(HeaderMac));
  return crypto::hmacSha256(key, covered);
}

bool isScrypt(const Stanza& stanza) { return stanza.arguments.front() == kScryptStanzaType; }

/// The scrypt stanza of `header`: the specification allows no other beside it.
Result<ScryptStanza> findScryptStanza(const Header& header, OpenLimits limits) {
  const auto found = std::ranges::find_if(header.stanzas, isScrypt);
  if (found == header.stanzas.end()) {
    return fail(ErrorCode::stanzaUnsupported,
                "The file is sealed for other recipients than a passcode. Open it with age and the identity file.");
  }
  if (header.stanzas.size() != 1) {
    return fail(ErrorCode::stanzaMalformed,
                "The header has other stanzas beside the scrypt stanza, which stands alone.");
  }
  return parseScryptStanza(found->arguments, found->body, limits.workFactor);
}

Error changedFile() {
  return {.code = ErrorCode::fileChanged,
          .message =
              "The file is not the one that was written: its SHA-256 is another than its manifest says. It was "
              "damaged or changed since; use another copy."};
}

Result<void> verifyMac(const Header& header, const SecretBytes& fileKey) {
  if (equalInConstantTime(computeMac(header.covered, fileKey), header.mac)) return {};
  return fail(ErrorCode::headerDamaged, "The header's MAC does not fit it: the header is damaged or was changed.");
}

Stanza encoded(const ScryptStanza& stanza) {
  return {.arguments = stanza.arguments(), .body = Bytes(stanza.wrappedKey.begin(), stanza.wrappedKey.end())};
}

/// The file key of `header` once its MAC is seen to fit.
Result<SecretBytes> unlockHeader(const Header& header, const SecretBytes& passcode, OpenLimits limits) {
  const auto stanza = findScryptStanza(header, limits);
  if (!stanza) return std::unexpected(stanza.error());
  auto fileKey = unwrapFileKey(*stanza, passcode);
  if (!fileKey) return fileKey;
  if (auto verified = verifyMac(header, *fileKey); !verified) return fail(verified);
  return fileKey;
}

/// The form of the file that starts with `start`; nothing where more bytes are needed. What starts as neither is
/// binary, unless the armor's first line follows: then something was put before it.
std::optional<Form> formOf(ByteView start) {
  if (startsHeader(start)) return start.size() < kHeaderMarkSize ? std::nullopt : std::optional(Form::binary);
  if (looksArmored(start)) return Form::armored;
  return start.size() < kArmorLookahead ? std::nullopt : std::optional(Form::binary);
}

struct FileStart {
  /// Nothing where more bytes are needed.
  std::optional<Header> header;
  /// Header and payload nonce, out of their armor, as far as they are there.
  Bytes bytes;
  bool isNonceWhole = false;
};

/// Reads the header of the file that starts with `start`; where `isWhole`, nothing follows.
Result<FileStart> readStart(ByteView start, bool isWhole) {
  const auto form = formOf(start);
  if (!form && !isWhole) return FileStart{};
  FileStart read;
  Result<void> decoded;
  if (form == Form::armored) {
    decoded = ArmorDecoder().decode(start, read.bytes);
  } else {
    read.bytes.assign(start.begin(),
                      start.begin() + static_cast<std::ptrdiff_t>(std::min(start.size(), kMaxHeaderSize)));
  }
  HeaderParser parser;
  const auto taken = parser.parse(read.bytes);
  if (!taken) return std::unexpected(taken.error());
  if (parser.isComplete()) {
    const std::size_t size = *taken + kPayloadNonceSize;
    read.isNonceWhole = read.bytes.size() >= size;
    if (read.isNonceWhole) read.bytes.resize(size);
    read.header = parser.take();
    return read;
  }
  if (!decoded) return std::unexpected(decoded.error());
  if (isWhole) return fail(ErrorCode::headerMalformed, kCutOffHeader);
  return read;
}

/// The header of the file that starts with `start`, compared with the one that was recorded; nothing where more bytes
/// are needed.
Result<std::optional<Header>> judgedHeader(ByteView start, const FileFacts& facts) {
  auto read = readStart(start, facts.isWhole);
  if (!read) return std::unexpected(facts.headerSha256 ? changedFile() : read.error());
  if (read->header && facts.headerSha256) {
    if (!read->isNonceWhole && !facts.isWhole) return std::nullopt;
    if (crypto::sha256(read->bytes) != *facts.headerSha256) return std::unexpected(changedFile());
  }
  return std::move(read->header);
}

}  // namespace

// ---- Sealing ----------------------------------------------------------------------------------------------------

Result<Sealer> Sealer::create(const SecretBytes& passcode, int workFactor, Random& random) {
  if (passcode.empty()) return fail(ErrorCode::parameterRequired, "A passcode is needed to seal.", "passcode");
  SecretBytes fileKey(kFileKeySize);
  std::array<std::uint8_t, kScryptSaltSize> salt;
  std::array<std::uint8_t, kPayloadNonceSize> nonce;
  random.fill(fileKey.writable());
  random.fill(salt);
  random.fill(nonce);

  const auto stanza = wrapFileKey(fileKey, passcode, workFactor, salt);
  if (!stanza) return std::unexpected(stanza.error());
  const Bytes covered = encodeCovered(std::array{encoded(*stanza)});
  Bytes header = encodeHeader(covered, computeMac(covered, fileKey));
  append(header, nonce);
  return Sealer(std::move(header), PayloadSealer(fileKey, nonce));
}

Sealer::Sealer(Bytes header, PayloadSealer payload) : header_(std::move(header)), payload_(std::move(payload)) {}

Result<void> Sealer::seal(ByteView plain, Bytes& sealed) {
  if (!payload_) return fail(ErrorCode::internalError, "The file is sealed to its end already.");
  payload_->seal(plain, sealed);
  return {};
}

Result<void> Sealer::finish(Bytes& sealed) {
  if (!payload_) return fail(ErrorCode::internalError, "The file is sealed to its end already.");
  payload_->finish(sealed);
  payload_.reset();
  return {};
}

// ---- Opening ----------------------------------------------------------------------------------------------------

Opener::Opener(SecretBytes passcode, OpenLimits limits) : Opener(std::move(passcode), Secret::passcode, limits) {}

Opener::Opener(SecretBytes secret, Secret kind, OpenLimits limits)
    : secret_(std::move(secret)), kind_(kind), limits_(limits) {}

Opener Opener::withFileKey(SecretBytes fileKey) { return Opener(std::move(fileKey), Secret::fileKey, {}); }

Result<void> Opener::open(ByteView sealed, Bytes& plain) {
  if (failure_) return std::unexpected(*failure_);
  return remember(openFile(sealed, plain));
}

Result<void> Opener::finish(Bytes& plain) {
  if (failure_) return std::unexpected(*failure_);
  return remember(finishLayers(plain));
}

Result<void> Opener::openFile(ByteView sealed, Bytes& plain) {
  if (!form_) {
    const ByteView part = sealed.first(std::min(sealed.size(), kArmorLookahead - start_.size()));
    append(start_, part);
    sealed = sealed.subspan(part.size());
    form_ = formOf(start_);
    if (!form_) return {};
    if (auto opened = openForm(std::exchange(start_, {}), plain); !opened) return opened;
  }
  return openForm(sealed, plain);
}

Result<void> Opener::openForm(ByteView sealed, Bytes& plain) {
  return form_ == Form::armored ? openArmored(sealed, plain) : openBinary(sealed, plain);
}

Result<void> Opener::openArmored(ByteView text, Bytes& plain) {
  unarmored_.clear();
  const auto decoded = armor_.decode(text, unarmored_);
  // What stands before the fault is opened first: with pieces of any size, the first error is the same.
  if (auto opened = openBinary(unarmored_, plain); !opened) return opened;
  return decoded;
}

Result<void> Opener::openBinary(ByteView sealed, Bytes& plain) {
  if (!header_.isComplete()) {
    auto taken = header_.parse(sealed);
    if (!taken) return fail(taken);
    sealed = sealed.subspan(*taken);
    if (!header_.isComplete()) return {};
    if (auto unlocked = unlock(); !unlocked) return unlocked;
  }
  if (!payload_) {
    const ByteView part = sealed.first(std::min(sealed.size(), kPayloadNonceSize - nonceSize_));
    std::ranges::copy(part, nonce_.begin() + static_cast<std::ptrdiff_t>(nonceSize_));
    nonceSize_ += part.size();
    sealed = sealed.subspan(part.size());
    if (nonceSize_ < kPayloadNonceSize) return {};
    payload_.emplace(fileKey_, nonce_);
    fileKey_ = {};
  }
  return payload_->open(sealed, plain);
}

Result<void> Opener::finishLayers(Bytes& plain) {
  if (!form_) {
    form_ = Form::binary;
    if (auto opened = openBinary(start_, plain); !opened) return opened;
  }
  if (form_ == Form::armored) {
    unarmored_.clear();
    const auto decoded = armor_.finish(unarmored_);
    if (auto opened = openBinary(unarmored_, plain); !opened) return opened;
    if (!decoded) return decoded;
  }
  if (!header_.isComplete()) return fail(ErrorCode::headerMalformed, kCutOffHeader);
  if (!payload_) return fail(ErrorCode::headerMalformed, "The file ends within the payload nonce after its header.");
  return payload_->finish(plain);
}

Result<void> Opener::unlock() {
  const Header header = header_.take();
  SecretBytes secret = std::move(secret_);
  if (kind_ == Secret::fileKey) {
    fileKey_ = std::move(secret);
    return verifyMac(header, fileKey_);
  }
  auto fileKey = unlockHeader(header, secret, limits_);
  if (!fileKey) return fail(fileKey);
  fileKey_ = std::move(*fileKey);
  return {};
}

Result<void> Opener::remember(Result<void> result) {
  if (!result) failure_ = result.error();
  return result;
}

Result<HeaderCheck> checkPasscode(ByteView start, const SecretBytes& passcode, OpenLimits limits,
                                  const FileFacts& facts) {
  const auto fileKey = unlock(start, passcode, limits, facts);
  if (!fileKey) return std::unexpected(fileKey.error());
  return *fileKey ? HeaderCheck::opens : HeaderCheck::moreBytesNeeded;
}

Result<std::optional<SecretBytes>> unlock(ByteView start, const SecretBytes& passcode, OpenLimits limits,
                                          const FileFacts& facts) {
  const auto header = judgedHeader(start, facts);
  if (!header) return std::unexpected(header.error());
  if (!*header) return std::nullopt;
  auto fileKey = unlockHeader(**header, passcode, limits);
  if (!fileKey) return fail(fileKey);
  return std::move(*fileKey);
}

Result<HeaderCheck> checkFileKey(ByteView start, const SecretBytes& fileKey, const FileFacts& facts) {
  const auto header = judgedHeader(start, facts);
  if (!header) return std::unexpected(header.error());
  if (!*header) return HeaderCheck::moreBytesNeeded;
  if (auto verified = verifyMac(**header, fileKey); !verified) return fail(verified);
  return HeaderCheck::opens;
}

Result<std::optional<int>> workFactorOf(ByteView start, OpenLimits limits) {
  const auto read = readStart(start, false);
  if (!read) return std::unexpected(read.error());
  if (!read->header) return std::nullopt;
  const auto stanza = findScryptStanza(*read->header, limits);
  if (!stanza) return std::unexpected(stanza.error());
  return stanza->workFactor;
}

// ---- Sizes and judgement ----------------------------------------------------------------------------------------

std::size_t headerSizeFor(int workFactor) {
  const ScryptStanza stanza{.workFactor = workFactor};
  return encodeHeader(encodeCovered(std::array{encoded(stanza)}), {}).size() + kPayloadNonceSize;
}

std::uint64_t sealedSize(std::uint64_t plain, std::size_t headerSize, Form form) {
  const std::uint64_t size = headerSize + sealedPayloadSize(plain);
  return form == Form::armored ? armoredSize(size) : size;
}

std::optional<std::uint64_t> plainSize(std::uint64_t sealed, std::size_t headerSize, Form form) {
  const auto plainOf = [&](std::uint64_t size) {
    return size < headerSize ? std::nullopt : plainPayloadSize(size - headerSize);
  };
  if (form == Form::binary) return plainOf(sealed);
  const auto largest = largestUnarmoredSize(sealed);
  for (std::uint64_t fewer = 0; largest && fewer < std::min<std::uint64_t>(3, *largest); ++fewer) {
    if (const auto plain = plainOf(*largest - fewer)) return plain;
  }
  return std::nullopt;
}

Error judgeFailure(Error failure, const crypto::Sha256Digest& recorded, const crypto::Sha256Digest& found) {
  if (recorded == found) return failure;
  return changedFile();
}

}  // namespace holdfast::age
