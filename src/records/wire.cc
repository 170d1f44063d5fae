#include "records/wire.h"

namespace suggestd {
namespace {

constexpr std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

constexpr unsigned kMaxFieldNumber = 1U << 20;

}  // namespace

void FieldWriter::number(unsigned field, std::uint64_t value) {
  varint(std::uint64_t{field} << 1);
  varint(value);
}

void FieldWriter::signed_number(unsigned field, std::int64_t value) { number(field, zigzag(value)); }

void FieldWriter::text(unsigned field, std::string_view value) {
  varint((std::uint64_t{field} << 1) | 1);
  varint(value.size());
  out_.append(value);
}

void FieldWriter::text_if_any(unsigned field, std::string_view value) {
  if (!value.empty()) text(field, value);
}

void FieldWriter::flag_if_set(unsigned field, bool value) {
  if (value) number(field, 1);
}

void FieldWriter::varint(std::uint64_t value) {
  while (value >= 0x80) {
    out_.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out_.push_back(static_cast<char>(value));
}

std::size_t FieldWriter::begin_nested(unsigned field) {
  varint((std::uint64_t{field} << 1) | 1);
  return out_.size();
}

// The length stands before the bytes but is known only after them. Nested records are short, so moving
// them by a byte or two is cheaper than measuring them first.
void FieldWriter::end_nested(std::size_t start) {
  std::string length;
  FieldWriter(length).varint(out_.size() - start);
  out_.insert(start, length);
}

std::int64_t Field::signed_value() const noexcept {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

bool FieldReader::next(Field& field) {
  if (rest_.empty() || failed_) return false;
  std::uint64_t tag = 0;
  failed_ = !varint(tag) || (tag >> 1) > kMaxFieldNumber || !varint(field.value);
  if (failed_) return false;
  field.number = static_cast<unsigned>(tag >> 1);
  field.is_bytes = (tag & 1) != 0;
  field.bytes = {};
  if (!field.is_bytes) return true;
  failed_ = field.value > rest_.size();
  if (failed_) return false;
  field.bytes = rest_.substr(0, field.value);
  rest_.remove_prefix(field.value);
  return true;
}

bool FieldReader::varint(std::uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    if (shift == 63 && byte > 1) return false;
    value |= std::uint64_t{byte & 0x7FU} << shift;
    if ((byte & 0x80) == 0) return true;
  }
  return false;
}

}  // namespace suggestd
