#include "store/tables/receipt.h"

#include <utility>

#include <fmt/format.h>

#include "records/typed_fields.h"
#include "store/tables/shop_rows.h"

namespace suggestd::store {
namespace {

// On disk: never change or reuse one.
enum class ReceiptField : unsigned {
  id = 1,
  phase = 2,
  asked_at = 3,
  done_at = 4,
  record = 5,
  person = 6,
  order = 7,
  looked_up_to = 8,
  stubs = 9,
  order_records = 10,
  event_records = 11,
  profile_records = 12,
  profiles = 13,
  order_count = 14,
  export_removed = 15,
};
enum class RangeField : unsigned { first = 1, last = 2 };

constexpr auto kLastPhase = static_cast<unsigned>(ErasurePhase::done);

bool read_range(std::string_view bytes, SequenceRange& range) {
  FieldReader in(bytes);
  for (Field field; in.next(field);) {
    if (field.number == no(RangeField::first)) range.first = Sequence{field.value};
    if (field.number == no(RangeField::last)) range.last = Sequence{field.value};
  }
  return !in.failed();
}

// The member that a number belongs to; null for the others.
std::uint64_t* count_of(ReceiptField field, ErasureReceipt& receipt) {
  switch (field) {
    case ReceiptField::order_records:
      return &receipt.order_records;
    case ReceiptField::event_records:
      return &receipt.event_records;
    case ReceiptField::profile_records:
      return &receipt.profile_records;
    case ReceiptField::profiles:
      return &receipt.profiles;
    case ReceiptField::order_count:
      return &receipt.order_count;
    default:
      return nullptr;
  }
}

bool read_field(const Field& field, ErasureReceipt& receipt) {
  const auto name = static_cast<ReceiptField>(field.number);
  if (std::uint64_t* const count = count_of(name, receipt)) *count = field.value;
  switch (name) {
    case ReceiptField::id:
      receipt.id = field.text();
      break;
    case ReceiptField::phase:
      if (field.value < 1 || field.value > kLastPhase) return false;
      receipt.phase = static_cast<ErasurePhase>(field.value);
      break;
    case ReceiptField::asked_at:
      receipt.asked_at = from_micros(field.signed_value());
      break;
    case ReceiptField::done_at:
      receipt.done_at = from_micros(field.signed_value());
      break;
    case ReceiptField::record:
      receipt.record = Sequence{field.value};
      break;
    case ReceiptField::person:
      if (field.bytes.empty()) return false;
      receipt.people.push_back(
          {static_cast<PersonIdKind>(field.bytes.front()), std::string(field.bytes.substr(1))});
      break;
    case ReceiptField::order:
      receipt.orders.emplace_back(field.bytes);
      break;
    case ReceiptField::looked_up_to:
      receipt.looked_up_to = Sequence{field.value};
      break;
    case ReceiptField::stubs:
      return read_range(field.bytes, receipt.stubs.emplace_back());
    case ReceiptField::export_removed:
      receipt.exports_removed.emplace_back(field.bytes);
      break;
    default:
      break;
  }
  return true;
}

}  // namespace

std::string_view phase_name(ErasurePhase phase) {
  switch (phase) {
    case ErasurePhase::stubbing:
      return "stubbing";
    case ErasurePhase::telling:
      return "telling";
    case ErasurePhase::rewriting:
      return "rewriting";
    case ErasurePhase::done:
      return "done";
  }
  return "done";
}

std::string receipts_prefix(ShopId shop) { return shop_rows_prefix(kErasureRows, shop) + "receipt/"; }
std::string receipt_key(ShopId shop, std::string_view receipt_id) {
  return receipts_prefix(shop).append(receipt_id);
}
std::string erasure_secret_key(ShopId shop) { return shop_rows_prefix(kErasureRows, shop) + "secret"; }

std::string encode_receipt(const ErasureReceipt& receipt) {
  std::string bytes;
  FieldWriter out(bytes);
  out.text(no(ReceiptField::id), receipt.id);
  out.number(no(ReceiptField::phase), static_cast<std::uint64_t>(receipt.phase));
  out.signed_number(no(ReceiptField::asked_at), micros(receipt.asked_at));
  out.signed_number(no(ReceiptField::done_at), micros(receipt.done_at));
  out.number(no(ReceiptField::record), number(receipt.record));
  for (const PersonId& person : receipt.people)
    out.text(no(ReceiptField::person), person_key(person.kind, person.id));
  for (const std::string& order : receipt.orders) out.text(no(ReceiptField::order), order);
  out.number(no(ReceiptField::looked_up_to), number(receipt.looked_up_to));
  for (const SequenceRange& range : receipt.stubs) {
    out.nested(no(ReceiptField::stubs), [&](FieldWriter& in) {
      in.number(no(RangeField::first), number(range.first));
      in.number(no(RangeField::last), number(range.last));
    });
  }
  out.number(no(ReceiptField::order_records), receipt.order_records);
  out.number(no(ReceiptField::event_records), receipt.event_records);
  out.number(no(ReceiptField::profile_records), receipt.profile_records);
  out.number(no(ReceiptField::profiles), receipt.profiles);
  out.number(no(ReceiptField::order_count), receipt.order_count);
  for (const std::string& name : receipt.exports_removed) out.text(no(ReceiptField::export_removed), name);
  return bytes;
}

Result<ErasureReceipt> decode_receipt(std::string_view bytes) {
  ErasureReceipt receipt;
  FieldReader reader(bytes);
  bool good = true;
  for (Field field; good && reader.next(field);) good = read_field(field, receipt);
  if (!good || reader.failed()) return corrupt("the receipt of an erasure can't be read");
  return receipt;
}

Result<ErasureReceipt> read_receipt(const MetaTable& meta, ShopId shop, std::string_view receipt_id) {
  const Result<std::optional<std::string>> row = meta.get(receipt_key(shop, receipt_id));
  if (!row) return row.error();
  if (!*row) return not_found(fmt::format("there is no receipt '{}' of an erasure", receipt_id));
  return decode_receipt(**row);
}

Result<std::vector<ErasureReceipt>> read_receipts(const MetaTable& meta, ShopId shop) {
  std::vector<ErasureReceipt> receipts;
  Status read = meta.for_each(receipts_prefix(shop), [&](std::string_view, std::string_view row) -> Status {
    Result<ErasureReceipt> receipt = decode_receipt(row);
    if (!receipt) return std::move(receipt).error();
    receipts.push_back(*std::move(receipt));
    return {};
  });
  if (!read) return std::move(read).error();
  return receipts;
}

void add_to_ranges(std::vector<SequenceRange>& ranges, Sequence sequence) {
  if (!ranges.empty() && next(ranges.back().last) == sequence) {
    ranges.back().last = sequence;
  } else {
    ranges.push_back({sequence, sequence});
  }
}

}  // namespace suggestd::store
