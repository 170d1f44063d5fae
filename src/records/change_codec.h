// A change as bytes, for the log, and its parts as bytes, for the tables.
//
// A log record, little-endian:
//
//   0       1      2    3       4         8        16
//   +-------+------+----+-------+---------+--------+----------------------------+
//   | format| kind | op | flags | key_id  | at     | payload: tagged fields     |
//   | u8 = 1| u8   | u8 | u8    | u32     | i64 us | (records/wire.h)           |
//   +-------+------+----+-------+---------+--------+----------------------------+
//
//   flags bit 0: written in the same batch as the record before. key_id 0: the payload is not sealed.
//   The sequence is not in the value: it is the key.
//
// The header has a fixed size so that a request thread can encode the payload before the committer
// knows the time and the place. Field numbers and kinds are on disk: never change or reuse one.
// Hostile bytes give an error, never a crash (tests/fuzz/change_codec_fuzz.cc).
//
// Threads  pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "records/change.h"

namespace suggestd {

inline constexpr std::size_t kRecordHeaderBytes = 16;
inline constexpr std::uint8_t kRecordFormat = 1;

struct RecordHeader {
  ChangeKind kind{};
  ChangeOp op{};
  std::uint32_t key_id = 0;
  Timestamp at{};
  bool continues_batch = false;
};

void append_record_header(std::string& out, const RecordHeader& header);
void append_record_payload(std::string& out, const Change& change);
// A placed order's payload, without a copy of the order into a Change.
void append_placed_payload(std::string& out, const Order& order);
void append_event_payload(std::string& out, const Event& event);
void append_product_payload(std::string& out, const Product& product);

// Errors: corrupt for bytes that we did not write, unsupported for a newer format.
Result<RecordHeader> decode_record_header(std::string_view record);
// The whole record; Change::sequence is left 0. Errors: as above, and unsupported if it is sealed.
Result<Change> decode_record(std::string_view record);

// The header and the payload: what the log stores.
std::string encode_record(const Change& change);

}  // namespace suggestd
