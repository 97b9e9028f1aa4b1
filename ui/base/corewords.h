#pragma once

#include <QString>
#include <string_view>

namespace retrograde {

/// A reason, a warning or a note of the core in the user's language. The core speaks English, in whole sentences and in
/// clauses, for the command line and for the database; here each of them is known as a pattern with places for names
/// and numbers. What is not known stays as it is.
QString coreText(std::string_view english);

} // namespace retrograde
