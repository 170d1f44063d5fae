#include "attribute/attribution_rows.h"

#include <algorithm>
#include <limits>

#include "base/secret.h"
#include "records/wire.h"
#include "store/disk/keys.h"

namespace suggestd::shop {
namespace {

using store::append_u16;
using store::append_u32;
using store::append_u64;

constexpr char kList = 'l';
constexpr char kClick = 'c';
constexpr char kMerges = 'm';
constexpr char kMerged = 'n';
constexpr char kLink = 'p';
constexpr char kOrder = 'o';
constexpr char kTotals = 't';
constexpr char kClock = 'k';
constexpr char kWideTotals = 'T';

constexpr Lever kHours{"to", "the hours of the report"};

constexpr std::size_t kIdBytes = std::tuple_size_v<IdBits>;
constexpr std::size_t kHashBytes = 16;  // of SHA-256: no two orders of a shop share them

// On disk: never change or reuse a number.
enum OrderField : unsigned { order_line = 1 };
enum LineField : unsigned {
  line_product = 1,
  line_variant = 2,
  line_list = 3,
  line_counts = 4,
  line_currency = 5,
  line_revenue = 6,
};

std::string bytes_of(const IdBits& bits) { return {bits.begin(), bits.end()}; }

IdBits read_bits(std::string_view bytes) {
  IdBits bits{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), bits.size()), bits.begin());
  return bits;
}

std::string measured(std::string prefix, std::string_view id) {
  append_u16(prefix, static_cast<std::uint16_t>(id.size()));
  return prefix.append(id);
}

std::string tagged(char tag, std::string_view rest) {
  std::string key(1, tag);
  key.append(rest);
  return key;
}

std::string list_key(const IdBits& list) { return tagged(kList, bytes_of(list)); }
std::string clicks_prefix(PersonKind kind, std::string_view person) {
  const char tag = static_cast<char>(kind);
  return measured(tagged(kClick, {&tag, 1}), person);
}
std::string merges_prefix(std::string_view user_id) { return measured(tagged(kMerges, {}), user_id); }
std::string merged_key(std::string_view anonymous_id) { return tagged(kMerged, anonymous_id); }
// The order of a page's report may never come, and a person's erasure can't name it then; so no order id is kept.
std::string links_prefix(std::string_view order_id) {
  const Sha256 hash = sha256(order_id);
  return tagged(kLink, {reinterpret_cast<const char*>(hash.data()), kHashBytes});
}
std::string link_key(std::string_view order_id, std::string_view product) {
  return links_prefix(order_id).append(product);
}
std::string order_key(std::string_view order_id) { return tagged(kOrder, order_id); }
std::string totals_prefix(PlacementNumber placement) {
  const auto number = static_cast<std::uint32_t>(placement);
  const bool wide = number > std::numeric_limits<std::uint16_t>::max();
  std::string key = tagged(wide ? kWideTotals : kTotals, {});
  if (wide) {
    append_u32(key, number);
  } else {
    append_u16(key, static_cast<std::uint16_t>(number));
  }
  return key;
}

std::string encode_click(const Click& click) {
  std::string value = bytes_of(click.list);
  append_u64(value, static_cast<std::uint64_t>(click.at.time_since_epoch().count()));
  return value;
}

Result<AttributedLine> decode_line(std::string_view bytes) {
  AttributedLine line;
  FieldReader fields(bytes);
  for (Field field; fields.next(field);) {
    if (field.number == line_product) line.product_id = field.text();
    if (field.number == line_variant) line.variant_id = field.text();
    if (field.number == line_list) line.list = read_bits(field.bytes);
    if (field.number == line_counts) line.counts = field.value != 0;
    if (field.number == line_revenue) line.revenue = field.signed_value();
    if (field.number != line_currency) continue;
    const Result<Currency> currency = Currency::parse(field.bytes);
    if (!currency) return currency.error();
    line.currency = *currency;
  }
  if (fields.failed()) return corrupt("an attributed line of an order can't be read");
  return line;
}

void encode_line(FieldWriter& fields, const AttributedLine& line) {
  fields.text(line_product, line.product_id);
  fields.text_if_any(line_variant, line.variant_id);
  fields.text(line_list, bytes_of(line.list));
  fields.flag_if_set(line_counts, line.counts);
  fields.text_if_any(line_currency, line.currency.code());
  if (line.revenue != 0) fields.signed_number(line_revenue, line.revenue);
}

}  // namespace

Result<std::optional<std::string>> AttributionRows::get(const std::string& key) const {
  const auto changed = changed_.find(key);
  if (changed == changed_.end()) return state_.get(shop_, key);
  if (changed->second.empty()) return std::optional<std::string>();
  return std::optional(changed->second);
}

Status AttributionRows::for_each(
    std::string_view prefix,
    const std::function<Status(std::string_view key, std::string_view value)>& visit) const {
  Status written = state_.for_each(shop_, prefix, [&](std::string_view key, std::string_view value) {
    return changed_.contains(std::string(key)) ? Status() : visit(key, value);
  });
  if (!written) return written;
  for (auto row = changed_.lower_bound(std::string(prefix)); row != changed_.end(); ++row) {
    if (!row->first.starts_with(prefix)) break;
    if (row->second.empty()) continue;
    if (Status good = visit(row->first, row->second); !good) return good;
  }
  return {};
}

Result<unsigned> AttributionRows::list_flags(const IdBits& list) const {
  const Result<std::optional<std::string>> row = get(list_key(list));
  if (!row) return row.error();
  return *row ? static_cast<unsigned char>((**row)[0]) : 0U;
}

void AttributionRows::put_list_flags(const IdBits& list, unsigned flags) {
  changed_[list_key(list)] = std::string(1, static_cast<char>(flags));
}

Result<std::optional<Click>> AttributionRows::read_click(const std::string& key) const {
  const Result<std::optional<std::string>> row = get(key);
  if (!row) return row.error();
  if (!*row) return std::optional<Click>();
  const std::string_view bytes = **row;
  if (bytes.size() != kIdBytes + 8) return corrupt("a click that the attribution keeps can't be read");
  const auto micros = static_cast<std::int64_t>(store::read_u64(bytes.substr(kIdBytes)));
  return std::optional(Click{read_bits(bytes), Timestamp(std::chrono::microseconds(micros))});
}

Result<std::optional<Click>> AttributionRows::click(PersonKind kind, std::string_view person,
                                                    std::string_view product) const {
  return read_click(clicks_prefix(kind, person).append(product));
}

void AttributionRows::put_click(PersonKind kind, std::string_view person, std::string_view product,
                                const Click& click) {
  changed_[clicks_prefix(kind, person).append(product)] = encode_click(click);
}

Status AttributionRows::forget_all(const std::string& prefix) {
  std::vector<std::string> keys;
  Status read = for_each(prefix, [&](std::string_view key, std::string_view) -> Status {
    keys.emplace_back(key);
    return {};
  });
  for (const std::string& key : keys) changed_[key].clear();
  return read;
}

Status AttributionRows::forget_clicks(PersonKind kind, std::string_view person) {
  return forget_all(clicks_prefix(kind, person));
}

Status AttributionRows::forget_links(std::string_view order_id) { return forget_all(links_prefix(order_id)); }

Result<std::vector<std::string>> AttributionRows::merged_into(std::string_view user_id) const {
  std::vector<std::string> ids;
  const std::string prefix = merges_prefix(user_id);
  Status read = for_each(prefix, [&](std::string_view key, std::string_view) -> Status {
    ids.emplace_back(key.substr(prefix.size()));
    return {};
  });
  if (!read) return std::move(read).error();
  return ids;
}

Result<std::string> AttributionRows::user_of(std::string_view anonymous_id) const {
  Result<std::optional<std::string>> row = get(merged_key(anonymous_id));
  if (!row) return std::move(row).error();
  return row->value_or("");
}

void AttributionRows::put_merge(std::string_view anonymous_id, std::string_view user_id) {
  changed_[merged_key(anonymous_id)] = user_id;
  changed_[merges_prefix(user_id).append(anonymous_id)] = std::string(1, '1');
}

void AttributionRows::remove_merge(std::string_view anonymous_id, std::string_view user_id) {
  changed_[merged_key(anonymous_id)].clear();
  changed_[merges_prefix(user_id).append(anonymous_id)].clear();
}

Result<std::optional<Click>> AttributionRows::link(std::string_view order_id,
                                                   std::string_view product) const {
  return read_click(link_key(order_id, product));
}

void AttributionRows::put_link(std::string_view order_id, std::string_view product, const Click& click) {
  changed_[link_key(order_id, product)] = encode_click(click);
}

Result<std::vector<AttributedLine>> AttributionRows::order(std::string_view order_id) const {
  std::vector<AttributedLine> lines;
  const Result<std::optional<std::string>> row = get(order_key(order_id));
  if (!row) return row.error();
  if (!*row) return lines;
  FieldReader fields(**row);
  for (Field field; fields.next(field);) {
    if (field.number != order_line) continue;
    Result<AttributedLine> line = decode_line(field.bytes);
    if (!line) return std::move(line).error();
    lines.push_back(*std::move(line));
  }
  if (fields.failed()) return corrupt("an attributed order can't be read");
  return lines;
}

void AttributionRows::put_order(std::string_view order_id, const std::vector<AttributedLine>& lines) {
  std::string value;
  FieldWriter fields(value);
  for (const AttributedLine& line : lines) {
    fields.nested(order_line, [&](FieldWriter& nested) { encode_line(nested, line); });
  }
  changed_[order_key(order_id)] = std::move(value);
}

Status AttributionRows::add(PlacementNumber placement, Hour hour, const AttributionTotals& totals) {
  std::string key = totals_prefix(placement);
  append_u32(key, hour);
  const Result<std::optional<std::string>> row = get(key);
  if (!row) return row.error();
  AttributionTotals sum = totals;
  if (*row) {
    const Result<AttributionTotals> before = decode_totals(**row);
    if (!before) return before.error();
    sum += *before;
  }
  changed_[key] = encode(sum);
  return {};
}

Result<learn::LogClock::State> AttributionRows::clock() const {
  learn::LogClock::State clock;
  const Result<std::optional<std::string>> row = get({kClock});
  if (!row) return row.error();
  if (!*row) return clock;
  constexpr std::size_t kNumber = 8;
  const std::string_view bytes = **row;
  if (bytes.size() != 3 * kNumber) return corrupt("the clock that the attribution keeps can't be read");
  const auto signed_at = [&](std::size_t place) {
    return std::chrono::microseconds(
        static_cast<std::int64_t>(store::read_u64(bytes.substr(place * kNumber, kNumber))));
  };
  clock.committed = Timestamp(signed_at(0));
  clock.ahead = signed_at(1);
  clock.sequence = Sequence{store::read_u64(bytes.substr(2 * kNumber))};
  return clock;
}

void AttributionRows::put_clock(const learn::LogClock::State& clock) {
  std::string value;
  append_u64(value, static_cast<std::uint64_t>(clock.committed.time_since_epoch().count()));
  append_u64(value, static_cast<std::uint64_t>(clock.ahead.count()));
  append_u64(value, number(clock.sequence));
  changed_[{kClock}] = std::move(value);
}

Status AttributionRows::forget_before(Timestamp before) {
  std::vector<std::string> old;
  Status lists = state_.for_each(shop_, {&kList, 1}, [&](std::string_view key, std::string_view) -> Status {
    if (time_of(read_bits(key.substr(1))) < before) old.emplace_back(key);
    return {};
  });
  if (!lists) return lists;
  for (const char tag : {kClick, kLink}) {
    Status clicks =
        state_.for_each(shop_, {&tag, 1}, [&](std::string_view key, std::string_view value) -> Status {
          if (value.size() != kIdBytes + 8) return {};
          const auto micros = static_cast<std::int64_t>(store::read_u64(value.substr(kIdBytes)));
          if (Timestamp(std::chrono::microseconds(micros)) < before) old.emplace_back(key);
          return {};
        });
    if (!clicks) return clicks;
  }
  // Rows that the page at hand has changed stay.
  for (std::string& key : old) changed_.try_emplace(std::move(key));
  return {};
}

std::vector<store::StateRow> AttributionRows::take_changed() {
  std::vector<store::StateRow> rows;
  rows.reserve(changed_.size());
  for (auto& [key, value] : changed_) rows.push_back({key, std::move(value)});
  changed_.clear();
  return rows;
}

Result<AttributionTotals> read_totals(const store::FollowerState& state, ShopId shop,
                                      PlacementNumber placement, Hour from, Hour until, WorkBudget& budget,
                                      const OnHour& on_hour) {
  constexpr std::uint64_t kUnitsPerPlacement = 100;  // its first row is looked up
  constexpr std::uint64_t kUnitsPerHour = 5;
  AttributionTotals sum;
  if (!budget.spend(kUnitsPerPlacement, kHours)) return budget.status().error();
  const std::string prefix = totals_prefix(placement);
  Status read = state.for_each(shop, prefix, [&](std::string_view key, std::string_view value) -> Status {
    const Hour hour = store::read_u32(key.substr(prefix.size()));
    const bool wanted = from <= hour && hour < until;
    if (!budget.spend(wanted ? kUnitsPerHour : 1, kHours)) return budget.status();
    if (!wanted) return {};
    const Result<AttributionTotals> totals = decode_totals(value);
    if (!totals) return totals.error();
    sum += *totals;
    if (on_hour) on_hour(hour, *totals);
    return {};
  });
  if (!read) return std::move(read).error();
  return sum;
}

}  // namespace suggestd::shop
