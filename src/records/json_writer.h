// The fields of records as JSON: how money, quantities and moments are written, over the one writer (base/json_text.h).
//
// Threads  one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json_text.h"
#include "base/time.h"
#include "records/money.h"
#include "records/quantity.h"

namespace suggestd {

// One object. Fields appear in the order of the calls; the closing brace when close() is called.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : json_(out) { json_.begin_object(); }

  void text(std::string_view name, std::string_view value);
  void text_if_any(std::string_view name, std::string_view value);
  void number(std::string_view name, std::int64_t value);
  void quantity(std::string_view name, Quantity value);
  void money(std::string_view name, Money value);  // as decimal text
  void time(std::string_view name, Timestamp value);
  void flag(std::string_view name, bool value);
  // Writes JSON as it is; nothing if it is empty.
  void raw_if_any(std::string_view name, std::string_view json);
  // Writes the name; the caller appends the value to the same text.
  void name(std::string_view field);
  void close() { json_.end_object(); }

 private:
  JsonWriter json_;
};

}  // namespace suggestd
