#include "segments/side_facts.h"

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

#include "attribute/attribution.h"
#include "learn/facts/order_key.h"
#include "segments/person_hash.h"
#include "store/disk/keys.h"

namespace suggestd::segments {
namespace {

constexpr char kAmount = 'o';
constexpr char kEmail = 'e';
constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kCurrencyBytes = 3;

std::string row_key(char kind, std::uint64_t hash) {
  std::string key(1, kind);
  store::append_u64(key, hash);
  return key;
}

std::uint64_t user_hash(std::string_view user_id) {
  return person_hash(person_key(PersonIdKind::user, user_id));
}

}  // namespace

Money amount_left(const Order& order) {
  Money amount{0, order.currency};
  if (order.cancelled) return {};
  for (const OrderLine& line : order.lines) {
    if (line.price.currency == order.currency) amount.minor += shop::revenue_left(line);
  }
  return amount;
}

void SideFactsBuilder::apply(const Change& change) {
  if (const auto* order = std::get_if<OrderChange>(&change.payload)) {
    put_amount(order->after.order_id, amount_left(order->after));
  } else if (const auto* user = std::get_if<User>(&change.payload)) {
    put_email(user->user_id, user->email_hash);
  } else if (change.kind == ChangeKind::user && change.op == ChangeOp::deleted) {
    put_email(change.id, "");
  } else if (const auto* erasure = std::get_if<Erasure>(&change.payload)) {
    for (const std::string& order_id : erasure->order_ids) put_amount(order_id, {});
    for (const PersonId& person : erasure->people) {
      if (person.kind == PersonIdKind::user) put_email(person.id, "");
    }
  }
}

void SideFactsBuilder::put_amount(std::string_view order_id, Money amount) {
  const std::uint64_t key = learn::order_key(order_id);
  std::string value;
  if (amount.minor == 0) {
    amounts_.remove(key);
  } else {
    amounts_.put(key, amount);
    store::append_u64(value, static_cast<std::uint64_t>(amount.minor));
    value += amount.currency.code();
  }
  changed_.push_back({row_key(kAmount, key), std::move(value)});
}

void SideFactsBuilder::put_email(std::string_view user_id, std::string_view email_hash) {
  const std::uint64_t key = user_hash(user_id);
  std::string value;
  if (email_hash.empty()) {
    emails_.remove(key);
  } else {
    const std::uint64_t email = person_hash(person_key(PersonIdKind::email_hash, email_hash));
    emails_.put(key, email);
    store::append_u64(value, email);
  }
  changed_.push_back({row_key(kEmail, key), std::move(value)});
}

// A checkpoint has no key twice: of each key the last row stays.
std::vector<store::StateRow> SideFactsBuilder::take_changed() {
  std::map<std::string, std::string> last;
  for (store::StateRow& row : changed_) last.insert_or_assign(std::move(row.key), std::move(row.value));
  changed_.clear();
  std::vector<store::StateRow> rows;
  for (auto& [key, value] : last) rows.push_back({key, std::move(value)});
  return rows;
}

Status SideFactsBuilder::restore(std::string_view key, std::string_view value) {
  if (key.size() != 1 + kNumberBytes) return corrupt("a row of the segments' facts can't be read");
  const std::uint64_t hash = store::read_u64(key.substr(1));
  if (key.front() == kEmail && value.size() == kNumberBytes) {
    emails_.put(hash, store::read_u64(value));
    return {};
  }
  if (key.front() != kAmount || value.size() != kNumberBytes + kCurrencyBytes)
    return corrupt("a row of the segments' facts can't be read");
  const Result<Currency> currency = Currency::parse(value.substr(kNumberBytes));
  if (!currency) return corrupt("the currency of a row of the segments' facts can't be read");
  amounts_.put(hash, {static_cast<std::int64_t>(store::read_u64(value.substr(0, kNumberBytes))), *currency});
  return {};
}

}  // namespace suggestd::segments
