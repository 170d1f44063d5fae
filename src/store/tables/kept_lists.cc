#include "store/tables/kept_lists.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <xxhash.h>

#include "records/wire.h"
#include "store/disk/keys.h"
#include "store/tables/shop_rows.h"

namespace suggestd::store {
namespace {

constexpr std::string_view kWhole = "whole";
constexpr std::string_view kUnfinished = "part";

// The numbers are on disk: never change or reuse one.
enum BucketField : unsigned { person_field = 1 };
enum PersonField : unsigned { user_id_field = 1, payload_field = 2 };

std::uint32_t bucket_of(std::string_view user_id, std::uint32_t buckets) {
  return static_cast<std::uint32_t>(XXH3_64bits(user_id.data(), user_id.size()) % buckets);
}

std::string head_row(std::uint32_t buckets, std::string_view state) {
  return fmt::format("{} {}", buckets, state);
}

std::string encode(const std::vector<KeptPerson>& people) {
  std::string bytes;
  FieldWriter out(bytes);
  for (const KeptPerson& one : people) {
    out.nested(person_field, [&](FieldWriter& person) {
      person.text(user_id_field, one.user_id);
      person.text(payload_field, one.payload);
    });
  }
  return bytes;
}

Result<std::vector<KeptPerson>> decode(std::string_view bytes) {
  std::vector<KeptPerson> people;
  FieldReader in(bytes);
  Field person;
  while (in.next(person)) {
    if (person.number != person_field || !person.is_bytes) continue;
    KeptPerson& one = people.emplace_back();
    FieldReader fields(person.bytes);
    Field field;
    while (fields.next(field)) {
      if (field.number == user_id_field) one.user_id = field.text();
      if (field.number == payload_field) one.payload = field.text();
    }
    if (fields.failed()) return corrupt("a kept list can't be read");
  }
  if (in.failed()) return corrupt("a kept list can't be read");
  return people;
}

}  // namespace

std::string KeptLists::head_key(std::string_view list) const {
  return fmt::format("{}head/{}", shop_rows_prefix(kKeptListRows, shop_), list);
}

std::string KeptLists::part_prefix(std::string_view list) const {
  return fmt::format("{}part/{}\n", shop_rows_prefix(kKeptListRows, shop_), list);
}

std::string KeptLists::part_key(std::string_view list, std::uint32_t bucket) const {
  return fmt::format("{}{:08}", part_prefix(list), bucket);
}

Status KeptLists::write(std::string_view list, std::vector<KeptPerson> people) {
  if (Status removed = remove(list); !removed) return removed;
  const auto buckets = static_cast<std::uint32_t>(people.size() / kPeoplePerPart + 1);
  std::vector<std::vector<KeptPerson>> parts(buckets);
  for (KeptPerson& one : people) parts[bucket_of(one.user_id, buckets)].push_back(std::move(one));
  // The head goes first, so that an erasure finds the buckets of a list that is being written.
  if (Status put = meta_.put(head_key(list), head_row(buckets, kUnfinished)); !put) return put;
  for (std::uint32_t bucket = 0; bucket < buckets; ++bucket) {
    std::ranges::sort(parts[bucket], {}, &KeptPerson::user_id);
    if (Status put = meta_.put(part_key(list, bucket), encode(parts[bucket])); !put) return put;
  }
  return meta_.put(head_key(list), head_row(buckets, kWhole));
}

Result<KeptLists::Head> KeptLists::head(std::string_view list) const {
  const auto row = meta_.get(head_key(list));
  if (!row) return row.error();
  if (!*row) return not_found(fmt::format("no list '{}' is kept", list));
  Head head;
  const std::string& text = **row;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), head.buckets);
  if (wrong != std::errc() || head.buckets == 0) return corrupt("the head of a kept list can't be read");
  head.whole = std::string_view(end, text.data() + text.size()).ends_with(kWhole);
  return head;
}

Result<std::uint32_t> KeptLists::parts_of(std::string_view list) const {
  const Result<Head> known = head(list);
  if (!known) return known.error();
  if (!known->whole) return not_found(fmt::format("the list '{}' is not finished", list));
  return known->buckets;
}

Result<std::vector<KeptPerson>> KeptLists::people_of_part(std::string_view list, std::uint32_t part) const {
  const Result<std::uint32_t> parts = parts_of(list);
  if (!parts) return parts.error();
  if (part >= *parts) return not_found(fmt::format("the list '{}' has {} parts", list, *parts));
  return read_part(list, part);
}

// Requires: the list is whole and has the part.
Result<std::vector<KeptPerson>> KeptLists::read_part(std::string_view list, std::uint32_t part) const {
  const auto row = meta_.get(part_key(list, part));
  if (!row) return row.error();
  if (!*row) return corrupt(fmt::format("part {} of the list '{}' is missing", part, list));
  return decode(**row);
}

Status KeptLists::for_each(std::string_view list,
                           const std::function<Status(const KeptPerson&)>& visit) const {
  const Result<std::uint32_t> parts = parts_of(list);
  if (!parts) return parts.error();
  for (std::uint32_t part = 0; part < *parts; ++part) {
    const Result<std::vector<KeptPerson>> people = read_part(list, part);
    if (!people) return people.error();
    for (const KeptPerson& one : *people) {
      if (Status visited = visit(one); !visited) return visited;
    }
  }
  return {};
}

Result<std::optional<std::string>> KeptLists::change(std::string_view list, std::string_view user_id,
                                                     const Change& change) {
  const Result<std::uint32_t> parts = parts_of(list);
  if (!parts) return parts.error();
  const std::string part = part_key(list, bucket_of(user_id, *parts));
  for (;;) {
    const auto row = meta_.get(part);
    if (!row) return row.error();
    Result<std::vector<KeptPerson>> people = decode(row->value_or(""));
    if (!people) return std::move(people).error();
    const auto found = std::ranges::find(*people, user_id, &KeptPerson::user_id);
    if (found == people->end()) return std::optional<std::string>();
    Result<std::optional<std::string>> changed = change(found->payload);
    if (!changed) return std::move(changed).error();
    if (!*changed) return std::optional(std::move(found->payload));
    found->payload = **changed;
    const Result<bool> replaced = meta_.replace(part, *row, encode(*people));
    if (!replaced) return replaced.error();
    if (*replaced) return *std::move(changed);
  }
}

Status KeptLists::remove(std::string_view list) {
  const Result<Head> known = head(list);
  if (!known && known.error().kind() == ErrorKind::not_found) return {};
  if (!known) return known.error();
  // First the list counts as unfinished, and last the head goes: a crash leaves no list that seems whole, and no parts
  // that an erasure couldn't find.
  if (Status put = meta_.put(head_key(list), head_row(known->buckets, kUnfinished)); !put) return put;
  const std::string parts = part_prefix(list);
  if (Status removed = meta_.remove_range(parts, prefix_end(parts)); !removed) return removed;
  return meta_.remove(head_key(list));
}

Status KeptLists::for_each_head(const VisitHead& visit) const {
  const std::string heads = head_key("");
  std::vector<std::string> lists;
  Status read = meta_.for_each(heads, [&](std::string_view key, std::string_view) -> Status {
    lists.emplace_back(key.substr(heads.size()));
    return {};
  });
  if (!read) return read;
  for (const std::string& list : lists) {
    const Result<Head> known = head(list);
    if (!known && known.error().kind() == ErrorKind::not_found) continue;  // removed meanwhile
    if (!known) return known.error();
    if (Status visited = visit(list, *known); !visited) return visited;
  }
  return {};
}

Status KeptLists::forget_in(const std::string& part, std::string_view user_id) {
  for (;;) {
    const auto row = meta_.get(part);
    if (!row) return row.error();
    if (!*row || (*row)->find(user_id) == std::string::npos) return {};
    Result<std::vector<KeptPerson>> people = decode(**row);
    if (!people) return people.error();
    std::erase_if(*people, [&](const KeptPerson& one) { return one.user_id == user_id; });
    const Result<bool> replaced = meta_.replace(part, *row, encode(*people));
    if (!replaced) return replaced.error();
    if (*replaced) return {};
  }
}

Status KeptLists::forget(std::span<const PersonId> people) {
  return for_each_head([&](std::string_view list, const Head& head) -> Status {
    for (const PersonId& one : people) {
      if (one.kind != PersonIdKind::user) continue;
      Status forgotten = forget_in(part_key(list, bucket_of(one.id, head.buckets)), one.id);
      if (!forgotten) return forgotten;
    }
    return {};
  });
}

Result<std::vector<KeptLists::Entry>> KeptLists::entries_of(std::string_view user_id) const {
  std::vector<Entry> entries;
  Status read = for_each_head([&](std::string_view list, const Head& head) -> Status {
    if (!head.whole) return {};
    const auto row = meta_.get(part_key(list, bucket_of(user_id, head.buckets)));
    if (!row) return row.error();
    const Result<std::vector<KeptPerson>> people = decode(row->value_or(""));
    if (!people) return people.error();
    const auto found = std::ranges::find(*people, user_id, &KeptPerson::user_id);
    if (found != people->end()) entries.push_back({std::string(list), found->payload});
    return {};
  });
  if (!read) return std::move(read).error();
  return entries;
}

}  // namespace suggestd::store
