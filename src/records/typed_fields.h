// Reads tagged fields into typed values: a field of the wrong shape, or a number out of its range, marks the
// whole record as bad, and reading goes on harmlessly to its end.
//
// Threads  one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "records/money.h"
#include "records/quantity.h"
#include "records/wire.h"

namespace suggestd {

// The number of a field, from the enum that lists a record's fields.
template <class Name>
constexpr unsigned no(Name name) {
  return static_cast<unsigned>(name);
}

inline std::int64_t micros(Timestamp time) { return time.time_since_epoch().count(); }
inline Timestamp from_micros(std::int64_t value) { return Timestamp(std::chrono::microseconds(value)); }

class TypedReader {
 public:
  explicit TypedReader(std::string_view bytes) : fields_(bytes) {}

  bool next() { return good_ && fields_.next(field_); }
  unsigned number() const { return field_.number; }

  void read(std::string& value) {
    expect(field_.is_bytes);
    value.assign(field_.bytes);
  }
  void read(Timestamp& value) { value = from_micros(signed_number()); }
  void read(std::optional<Timestamp>& value) { value = from_micros(signed_number()); }
  void read(Quantity& value) { value.thousandths = signed_number(); }
  void read(Currency& value) {
    expect(field_.is_bytes);
    value = {};
    if (field_.bytes.empty()) return;
    Result<Currency> currency = Currency::parse(field_.bytes);
    expect(currency.ok());
    if (currency) value = *currency;
  }
  std::int64_t signed_number() {
    expect(!field_.is_bytes);
    return field_.signed_value();
  }
  // A number from 1 to `last`.
  unsigned choice(unsigned last) {
    expect(!field_.is_bytes && field_.value >= 1 && field_.value <= last);
    return static_cast<unsigned>(field_.value);
  }
  bool flag() {
    expect(!field_.is_bytes);
    return field_.value != 0;
  }
  std::string_view nested() {
    expect(field_.is_bytes);
    return field_.bytes;
  }

  void expect(bool condition) { good_ = good_ && condition; }
  bool good() const { return good_ && !fields_.failed(); }

 private:
  FieldReader fields_;
  Field field_;
  bool good_ = true;
};

}  // namespace suggestd
