// The known-answer test of sealing; knows one sealed file and its answer, and no other.
#pragma once

#include "base/result.h"

namespace holdfast::age {

/// Opens a file that another program sealed, and seals one and opens it again. Takes some milliseconds
/// the first time, and keeps its answer. Fails with `selfTestFailed`; nothing may be sealed then.
[[nodiscard]] Result<void> selfTest();

}  // namespace holdfast::age
