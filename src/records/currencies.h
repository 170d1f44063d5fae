// The currencies of ISO 4217.
//
// Threads  pure.
#pragma once

#include "records/money.h"

namespace suggestd {

// True for a currency in force, or one given up since 1999, of which old orders tell. The API takes no other;
// a stored one may come from a version that did not ask.
bool is_listed(const Currency& currency) noexcept;

}  // namespace suggestd
