// What a flow answers to an input it never asked for.
#include "api/flow.h"

namespace holdfast::api {
namespace {

Action unasked() { return Finished{fail(ErrorCode::internalError, "A flow was told what it had not asked for.")}; }

}  // namespace

Action Flow::woke(EpochMs) { return unasked(); }
Action Flow::credentialed(Result<Credentials>, EpochMs) { return unasked(); }
Action Flow::authenticated(Result<void>, EpochMs) { return unasked(); }

}  // namespace holdfast::api
