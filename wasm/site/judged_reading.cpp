// Holds a fault back until the file's SHA-256 tells what it means.
#include "site/judged_reading.h"

#include <utility>

namespace holdfast::site {
namespace {

Error changed(std::string_view what) {
  return {.code = ErrorCode::fileChanged,
          .message = "The file is not the one that its manifest records: " + std::string(what) +
                     ". Use another copy of the backup."};
}

}  // namespace

JudgedReading::JudgedReading(SecretBytes fileKey, std::optional<RecordedArchive> recorded, archive::EntrySink& sink)
    : reader_(age::Opener::withFileKey(std::move(fileKey)), sink), recorded_(recorded) {}

Result<void> JudgedReading::take(ByteView sealed) {
  if (recorded_) sha256_.update(sealed);
  size_ += sealed.size();
  return fault_ ? Result<void>() : hold(reader_.take(sealed));
}

Result<void> JudgedReading::takeEnd() { return fault_ ? Result<void>() : hold(reader_.takeEnd()); }

Result<bool> JudgedReading::proceed(std::size_t most) {
  if (fault_) return false;
  auto proceeded = reader_.proceed(most);
  if (proceeded) return proceeded;
  if (auto held = hold(fail(proceeded)); !held) return fail(held);
  return false;
}

Result<archive::Totals> JudgedReading::totals() {
  auto totals = fault_ ? Result<archive::Totals>(std::unexpected(*fault_)) : reader_.totals();
  if (!recorded_) return totals;
  const auto found = sha256_.finish();
  if (!totals) return std::unexpected(age::judgeFailure(std::move(totals.error()), recorded_->sha256, found));
  if (size_ != recorded_->size || found != recorded_->sha256) {
    return std::unexpected(changed("its size or SHA-256 is another one"));
  }
  if (*totals != recorded_->totals) return std::unexpected(changed("it holds another number of files or bytes"));
  return totals;
}

/// Passes `result` on, but for a fault of the file that can only be judged at its end.
Result<void> JudgedReading::hold(Result<void> result) {
  if (result || !recorded_ || !isOfArchive(result.error())) return result;
  fault_ = std::move(result.error());
  return {};
}

}  // namespace holdfast::site
