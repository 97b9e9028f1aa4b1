#include "support/torcherror.h"

#include <c10/util/Exception.h>

void retrograde::testing::throwTorchError()
{
    throw c10::Error({ __func__, __FILE__, __LINE__ }, "expected a tensor");
}
