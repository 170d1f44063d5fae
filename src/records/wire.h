// Tagged fields: the layout of records in bytes, so that a later version can add a field and an earlier one
// can step over it.
//
//   field  = varint(number << 1 | shape) value
//   shape  0: varint(value)          a number; signed ones are zigzagged (0, -1, 1, -2 -> 0, 1, 2, 3)
//          1: varint(length) bytes   text or a nested record
//   varint = 7 bits a byte, low bits first, the top bit set on all bytes but the last; at most 10 bytes
//
// A reader keeps the last of a repeated single field and ignores numbers that it does not know. A number,
// once used, keeps its meaning and shape for ever.
//
// Threads  one for each writer and reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace suggestd {

class FieldWriter {
 public:
  // Appends to `out`, which must outlive the writer.
  explicit FieldWriter(std::string& out) : out_(out) {}

  void number(unsigned field, std::uint64_t value);
  void signed_number(unsigned field, std::int64_t value);
  void text(unsigned field, std::string_view value);
  // As text(), but an empty value takes no bytes: the usual case.
  void text_if_any(unsigned field, std::string_view value);
  void flag_if_set(unsigned field, bool value);

  // Calls `write(FieldWriter&)` for the fields of a nested record.
  template <class Write>
  void nested(unsigned field, Write write) {
    const std::size_t start = begin_nested(field);
    write(*this);
    end_nested(start);
  }

 private:
  void varint(std::uint64_t value);
  std::size_t begin_nested(unsigned field);
  void end_nested(std::size_t start);

  std::string& out_;
};

struct Field {
  unsigned number = 0;
  bool is_bytes = false;
  std::uint64_t value = 0;  // if not is_bytes
  std::string_view bytes;   // if is_bytes; points into the reader's input

  std::int64_t signed_value() const noexcept;
  std::string text() const { return std::string(bytes); }
};

class FieldReader {
 public:
  explicit FieldReader(std::string_view input) : rest_(input) {}

  // The next field; false at the end and at the first malformed byte (then failed() is true).
  bool next(Field& field);
  bool failed() const noexcept { return failed_; }

 private:
  bool varint(std::uint64_t& value);

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace suggestd
