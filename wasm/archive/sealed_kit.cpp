// Seals and opens kits with wasm/age.
#include "archive/sealed_kit.h"

#include <string>

namespace holdfast::archive {
namespace {

/// Whether `passcode` opens every archive whose header the kit holds.
Result<void> checkHeaders(const Kit& kit, const SecretBytes& passcode) {
  for (const KitBackup& backup : kit.backups) {
    if (!backup.archive || !backup.archive->header) continue;
    const auto checked =
        age::checkPasscode(*backup.archive->header, passcode, {.workFactor = age::kMaxWorkFactor}, {.isWhole = true});
    if (checked) continue;
    Error error = checked.error();
    error.message = "The backup " + backup.name + ": " + error.message;
    return std::unexpected(std::move(error));
  }
  return {};
}

}  // namespace

Result<SealedKit> sealKit(const Kit& kit, const SecretBytes& passcode, int workFactor, Random& random) {
  const std::string text = encodeKit(kit);
  if (text.size() > kMaxKitSize) {
    return fail(ErrorCode::parameterTooLong,
                "The kit would have more than " + std::to_string(kMaxKitSize) + " bytes. Let it cover fewer backups.",
                "backups");
  }
  if (!passcode.empty() && kit.passcodeKept.contains(textOf(passcode.reveal()))) {
    return fail(ErrorCode::parameterCharacters,
                "The note on where the passcode is kept holds the passcode itself. Say only where it is kept: the note "
                "is printed on the sheet.",
                "passcodeKept");
  }
  if (auto checked = checkHeaders(kit, passcode); !checked) return fail(checked);

  auto sealer = age::Sealer::create(passcode, workFactor, random);
  if (!sealer) return fail(sealer);
  Bytes sealed(sealer->header().begin(), sealer->header().end());
  if (auto done = sealer->seal(bytesOf(text), sealed); !done) return fail(done);
  if (auto done = sealer->finish(sealed); !done) return fail(done);

  SealedKit kept;
  age::ArmorEncoder armor;
  armor.encode(sealed, kept.file);
  armor.finish(kept.file);
  kept.sha256 = crypto::sha256(kept.file);
  return kept;
}

Result<Kit> openKit(ByteView file, const SecretBytes& passcode, age::OpenLimits limits,
                    const std::optional<crypto::Sha256Digest>& recorded) {
  if (recorded && crypto::sha256(file) != *recorded) {
    return fail(ErrorCode::fileChanged,
                "The kit's file is another than the one that was sealed: its SHA-256 differs. Nothing is said of the "
                "passcode; use another copy of the file.");
  }
  if (file.size() > kMaxSealedKitSize) {
    return fail(ErrorCode::kitMalformed, "The file is no recovery kit: it has more than " +
                                             std::to_string(kMaxSealedKitSize) + " bytes. Is it the backup itself?");
  }
  age::Opener opener(passcode.copy(), limits);
  Bytes plain;
  if (auto opened = opener.open(file, plain); !opened) return fail(opened);
  if (auto finished = opener.finish(plain); !finished) return fail(finished);
  return parseKit(textOf(plain));
}

}  // namespace holdfast::archive
