// A change in the JSON of the change feed (GET /v1/changes):
//   {"seq":1,"kind":"order","op":"placed","id":"...","at":"...","data":{...},"prev":{...}}
// `data` is the thing afterwards (null if it was deleted), `prev` the order before, where there was one.
//
// Threads  pure.
#pragma once

#include <string>

#include "records/change.h"

namespace suggestd {

void append_json(std::string& out, const Change& change);

}  // namespace suggestd
