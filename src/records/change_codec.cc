#include "records/change_codec.h"

#include <utility>

#include <fmt/format.h>

#include "records/thing_codec.h"
#include "records/typed_fields.h"

namespace suggestd {
namespace {

constexpr unsigned kLastKind = static_cast<unsigned>(ChangeKind::erasure);
constexpr unsigned kLastOp = static_cast<unsigned>(ChangeOp::erased);

// Field numbers. On disk: never change or reuse one.
enum class PayloadField : unsigned {
  id = 1,  // only where it is not the payload's own
  order_after = 2,
  order_before = 3,
  event = 4,
  product = 5,
  user = 6,
  merge = 7,
  rule = 8,
  erasure = 9,
};
enum class PairField : unsigned { first = 1, second = 2 };  // of a merge, a rule
enum class ErasureField : unsigned { receipt = 1, person = 3, order = 4, stubs = 5 };
enum class RangeField : unsigned { first = 1, last = 2 };

void write_pair(FieldWriter& out, PayloadField field, std::string_view first, std::string_view second) {
  out.nested(no(field), [&](FieldWriter& in) {
    in.text_if_any(no(PairField::first), first);
    in.text_if_any(no(PairField::second), second);
  });
}

template <class Record>
void write_record(FieldWriter& out, PayloadField field, const Record& record) {
  out.nested(no(field), [&](FieldWriter& in) { write_fields(in, record); });
}

void write_erasure(FieldWriter& out, const Erasure& erasure) {
  out.text_if_any(no(ErasureField::receipt), erasure.receipt_id);
  for (const PersonId& person : erasure.people)
    out.text(no(ErasureField::person), person_key(person.kind, person.id));
  for (const std::string& order : erasure.order_ids) out.text(no(ErasureField::order), order);
  for (const SequenceRange& range : erasure.stubs) {
    out.nested(no(ErasureField::stubs), [&](FieldWriter& in) {
      in.number(no(RangeField::first), number(range.first));
      in.number(no(RangeField::last), number(range.last));
    });
  }
}

bool read_person(std::string_view key, std::vector<PersonId>& people) {
  if (key.empty() || std::string_view("uae").find(key.front()) == std::string_view::npos) return false;
  people.push_back({static_cast<PersonIdKind>(key.front()), std::string(key.substr(1))});
  return true;
}

bool read_range(std::string_view bytes, SequenceRange& range) {
  FieldReader in(bytes);
  for (Field field; in.next(field);) {
    if (field.number == no(RangeField::first)) range.first = Sequence{field.value};
    if (field.number == no(RangeField::last)) range.last = Sequence{field.value};
  }
  return !in.failed();
}

bool read_erasure(std::string_view bytes, Erasure& erasure) {
  TypedReader in(bytes);
  while (in.next()) {
    if (in.number() == no(ErasureField::receipt)) in.read(erasure.receipt_id);
    if (in.number() == no(ErasureField::person)) in.expect(read_person(in.nested(), erasure.people));
    if (in.number() == no(ErasureField::order)) in.read(erasure.order_ids.emplace_back());
    if (in.number() == no(ErasureField::stubs))
      in.expect(read_range(in.nested(), erasure.stubs.emplace_back()));
  }
  return in.good();
}

// The id that the payload itself carries; a Change whose id is the same need not store it twice.
struct OwnId {
  std::string_view operator()(const Deleted&) const { return {}; }
  std::string_view operator()(const OrderChange& c) const { return c.after.order_id; }
  std::string_view operator()(const Event& e) const { return e.event_id; }
  std::string_view operator()(const Product& p) const { return p.product_id; }
  std::string_view operator()(const User& u) const { return u.user_id; }
  std::string_view operator()(const UserMerge& m) const { return m.from; }
  std::string_view operator()(const RuleDocument& r) const { return r.name; }
  std::string_view operator()(const Erasure& e) const { return e.receipt_id; }
};

struct WritePayload {
  FieldWriter& out;

  void operator()(const Deleted&) const {}
  void operator()(const OrderChange& c) const {
    write_record(out, PayloadField::order_after, c.after);
    if (c.before) write_record(out, PayloadField::order_before, *c.before);
  }
  void operator()(const Event& e) const { write_record(out, PayloadField::event, e); }
  void operator()(const Product& p) const { write_record(out, PayloadField::product, p); }
  void operator()(const User& u) const { write_record(out, PayloadField::user, u); }
  void operator()(const UserMerge& m) const { write_pair(out, PayloadField::merge, m.from, m.into); }
  void operator()(const RuleDocument& r) const { write_pair(out, PayloadField::rule, r.name, r.json); }
  void operator()(const Erasure& e) const {
    out.nested(no(PayloadField::erasure), [&](FieldWriter& in) { write_erasure(in, e); });
  }
};

bool read_pair(std::string_view bytes, std::string& first, std::string& second) {
  TypedReader in(bytes);
  while (in.next()) {
    if (in.number() == no(PairField::first)) in.read(first);
    if (in.number() == no(PairField::second)) in.read(second);
  }
  return in.good();
}

bool read_payload_field(TypedReader& in, Change& change) {
  switch (static_cast<PayloadField>(in.number())) {
    case PayloadField::id:
      return true;  // read by its caller, once the payload is known
    case PayloadField::order_after:
      return read_fields(in.nested(), change.payload.emplace<OrderChange>().after);
    case PayloadField::order_before: {
      auto* order = std::get_if<OrderChange>(&change.payload);
      return order != nullptr && read_fields(in.nested(), order->before.emplace());
    }
    case PayloadField::event:
      return read_fields(in.nested(), change.payload.emplace<Event>());
    case PayloadField::product:
      return read_fields(in.nested(), change.payload.emplace<Product>());
    case PayloadField::user:
      return read_fields(in.nested(), change.payload.emplace<User>());
    case PayloadField::merge: {
      auto& merge = change.payload.emplace<UserMerge>();
      return read_pair(in.nested(), merge.from, merge.into);
    }
    case PayloadField::rule: {
      auto& rule = change.payload.emplace<RuleDocument>();
      return read_pair(in.nested(), rule.name, rule.json);
    }
    case PayloadField::erasure:
      return read_erasure(in.nested(), change.payload.emplace<Erasure>());
  }
  return true;
}

bool read_payload(std::string_view bytes, Change& change) {
  TypedReader in(bytes);
  std::optional<std::string> id;
  while (in.next()) {
    if (in.number() == no(PayloadField::id)) in.read(id.emplace());
    in.expect(read_payload_field(in, change));
  }
  change.id = id ? std::move(*id) : std::string(std::visit(OwnId{}, change.payload));
  return in.good();
}

template <class Integer>
void append_fixed(std::string& out, Integer value) {
  for (std::size_t i = 0; i < sizeof(Integer); ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

std::uint64_t fixed(std::string_view bytes, std::size_t start, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    value |= std::uint64_t{static_cast<unsigned char>(bytes[start + i])} << (8 * i);
  }
  return value;
}

}  // namespace

void append_record_header(std::string& out, const RecordHeader& header) {
  out.push_back(static_cast<char>(kRecordFormat));
  out.push_back(static_cast<char>(header.kind));
  out.push_back(static_cast<char>(header.op));
  out.push_back(header.continues_batch ? 1 : 0);
  append_fixed(out, header.key_id);
  append_fixed(out, static_cast<std::uint64_t>(micros(header.at)));
}

void append_record_payload(std::string& out, const Change& change) {
  FieldWriter writer(out);
  if (change.id != std::visit(OwnId{}, change.payload)) writer.text(no(PayloadField::id), change.id);
  std::visit(WritePayload{writer}, change.payload);
}

void append_placed_payload(std::string& out, const Order& order) {
  FieldWriter writer(out);
  write_record(writer, PayloadField::order_after, order);
}

void append_event_payload(std::string& out, const Event& event) {
  FieldWriter writer(out);
  write_record(writer, PayloadField::event, event);
}

void append_product_payload(std::string& out, const Product& product) {
  FieldWriter writer(out);
  write_record(writer, PayloadField::product, product);
}

Result<RecordHeader> decode_record_header(std::string_view record) {
  if (record.size() < kRecordHeaderBytes) return corrupt("a log record is shorter than its header");
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(record[i]); };
  if (byte(0) == 0) return corrupt("a log record has format 0");
  if (byte(0) > kRecordFormat) {
    return Error(
        ErrorKind::unsupported,
        fmt::format("a log record has format {}; this version reads up to {}", byte(0), kRecordFormat));
  }
  if (byte(1) == 0 || byte(1) > kLastKind || byte(2) == 0 || byte(2) > kLastOp) {
    return corrupt(fmt::format("a log record has the unknown kind {} or operation {}", byte(1), byte(2)));
  }
  RecordHeader header;
  header.kind = static_cast<ChangeKind>(byte(1));
  header.op = static_cast<ChangeOp>(byte(2));
  header.continues_batch = (byte(3) & 1) != 0;
  header.key_id = static_cast<std::uint32_t>(fixed(record, 4, 4));
  header.at = from_micros(static_cast<std::int64_t>(fixed(record, 8, 8)));
  return header;
}

Result<Change> decode_record(std::string_view record) {
  Result<RecordHeader> header = decode_record_header(record);
  if (!header) return header.error();
  if (header->key_id != 0) {
    return Error(ErrorKind::unsupported, fmt::format("a log record is sealed with key {}", header->key_id));
  }
  Change change;
  change.kind = header->kind;
  change.op = header->op;
  change.at = header->at;
  if (!read_payload(record.substr(kRecordHeaderBytes), change)) {
    return corrupt(fmt::format("a log record of kind {} can't be read", change_kind_name(change.kind)));
  }
  return change;
}

std::string encode_record(const Change& change) {
  std::string out;
  append_record_header(out, {change.kind, change.op, change.key_id, change.at, false});
  append_record_payload(out, change);
  return out;
}

}  // namespace suggestd
