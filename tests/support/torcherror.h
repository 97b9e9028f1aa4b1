#pragma once

namespace retrograde::testing {

/// Throws what LibTorch throws: a c10::Error, "expected a tensor". In programs that link retrograde::torcherror.
[[noreturn]] void throwTorchError();

} // namespace retrograde::testing
