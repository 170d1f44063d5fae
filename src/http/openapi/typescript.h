// The API's shapes and operations as declarations for TypeScript, of the same tables as /openapi.json.
//
// Threads  pure.
#pragma once

#include <string>

namespace suggestd::http {

// A module of types alone: one for each named shape, and `Operations` by "METHOD /path", of both listeners.
std::string typescript_declarations();

}  // namespace suggestd::http
