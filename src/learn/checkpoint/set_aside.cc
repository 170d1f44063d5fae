#include "learn/checkpoint/set_aside.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "records/wire.h"

namespace suggestd::learn {
namespace {

// On disk: never change or reuse a number.
enum ListField : unsigned { list_record = 1, list_more, list_more_until };
enum RecordField : unsigned { record_sequence = 1, record_whole, record_reason };

std::optional<AsideRecord> decode_record_of(std::string_view bytes) {
  AsideRecord record;
  FieldReader fields(bytes);
  for (Field field; fields.next(field);) {
    if (field.number == record_sequence) record.sequence = Sequence{field.value};
    if (field.number == record_whole) record.whole = field.value != 0;
    if (field.number == record_reason) record.reason = field.text();
  }
  if (fields.failed()) return std::nullopt;
  return record;
}

}  // namespace

bool SetAside::add(AsideRecord record) {
  if (records_.contains(record.sequence)) return false;
  if (records_.size() < kKept) return records_.emplace(record.sequence, std::move(record)).second;
  if (record.whole || record.sequence <= more_until_) return false;
  ++more_;
  more_until_ = record.sequence;
  return true;
}

bool SetAside::passes_over(Sequence sequence) const {
  const auto found = records_.find(sequence);
  return found != records_.end() && found->second.whole;
}

std::vector<AsideRecord> SetAside::latest(std::size_t limit) const {
  std::vector<AsideRecord> records;
  auto from = records_.size() > limit ? std::prev(records_.end(), static_cast<std::ptrdiff_t>(limit))
                                      : records_.begin();
  for (; from != records_.end(); ++from) records.push_back(from->second);
  return records;
}

void SetAside::keep_whole_ones() {
  std::erase_if(records_, [](const auto& entry) { return !entry.second.whole; });
  more_ = 0;
  more_until_ = {};
}

std::string SetAside::encode() const {
  std::string bytes;
  FieldWriter out(bytes);
  for (const auto& entry : records_) {
    const AsideRecord& record = entry.second;
    out.nested(list_record, [&](FieldWriter& fields) {
      fields.number(record_sequence, number(record.sequence));
      fields.flag_if_set(record_whole, record.whole);
      fields.text(record_reason, record.reason);
    });
  }
  out.number(list_more, more_);
  out.number(list_more_until, number(more_until_));
  return bytes;
}

Result<SetAside> SetAside::decode(std::string_view bytes) {
  SetAside list;
  FieldReader fields(bytes);
  bool good = true;
  for (Field field; good && fields.next(field);) {
    if (field.number == list_more) list.more_ = field.value;
    if (field.number == list_more_until) list.more_until_ = Sequence{field.value};
    if (field.number != list_record) continue;
    std::optional<AsideRecord> record = decode_record_of(field.bytes);
    good = record.has_value() && list.records_.size() < kKept;
    if (!good) break;
    const Sequence sequence = record->sequence;
    list.records_.emplace(sequence, *std::move(record));
  }
  if (!good || fields.failed()) return corrupt("the list of records set aside is damaged");
  return list;
}

}  // namespace suggestd::learn
