#include "segments/member_lists.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "base/mutex.h"
#include "segments/limits.h"
#include "segments/person_hash.h"
#include "store/disk/keys.h"
#include "store/tables/shop_rows.h"

namespace suggestd::segments {
namespace {

constexpr std::size_t kNumberBytes = 8;

std::string row_of(const MemberList& list) {
  std::string row;
  row.reserve((1 + list.people.size()) * kNumberBytes);
  store::append_u64(row, static_cast<std::uint64_t>(list.uploaded.time_since_epoch().count()));
  for (const std::uint64_t person : list.people) store::append_u64(row, person);
  return row;
}

Result<MemberList> read_row(std::string_view row) {
  if (row.empty() || row.size() % kNumberBytes != 0) return corrupt("a list of people can't be read");
  MemberList list;
  list.uploaded = Timestamp(
      std::chrono::microseconds(static_cast<std::int64_t>(store::read_u64(row.substr(0, kNumberBytes)))));
  for (row.remove_prefix(kNumberBytes); !row.empty(); row.remove_prefix(kNumberBytes)) {
    list.people.push_back(store::read_u64(row.substr(0, kNumberBytes)));
  }
  if (!std::ranges::is_sorted(list.people)) return corrupt("a list of people is not in order");
  return list;
}

void sort_unique(std::vector<std::uint64_t>& people) {
  std::ranges::sort(people);
  people.erase(std::unique(people.begin(), people.end()), people.end());
}

bool holds(const MemberList& list, const std::vector<std::uint64_t>& hashes) {
  return std::ranges::any_of(
      hashes, [&](std::uint64_t hash) { return std::ranges::binary_search(list.people, hash); });
}

std::vector<std::uint64_t> hashes_of(std::span<const PersonId> person) {
  std::vector<std::uint64_t> hashes;
  for (const PersonId& id : person) hashes.push_back(person_hash(id));
  return hashes;
}

}  // namespace

Result<std::unique_ptr<MemberLists>> MemberLists::open(store::Store& store, ShopId shop) {
  std::unique_ptr<MemberLists> lists(new MemberLists(store, shop));
  auto map = std::make_shared<Map>();
  const std::string prefix = store::shop_rows_prefix(store::kSegmentListRows, shop);
  Status read = store.meta().for_each(prefix, [&](std::string_view key, std::string_view row) -> Status {
    key.remove_prefix(prefix.size());
    Result<MemberList> list = read_row(row);
    if (list) {
      map->emplace(key, std::make_shared<const MemberList>(*std::move(list)));
    } else {
      // A list that can't be read must not keep the shop from opening.
      log_error("a list of people can't be read and is left out",
                {{"list", key}, {"error", list.error().message()}});
    }
    return {};
  });
  if (!read) return std::move(read).error();
  const MutexLock lock(lists->reading_);
  lists->map_ = std::move(map);
  return lists;
}

std::shared_ptr<const MemberLists::Map> MemberLists::all() const {
  const MutexLock lock(reading_);
  return map_;
}

Result<std::shared_ptr<const MemberList>> MemberLists::find(std::string_view name) const {
  const std::shared_ptr<const Map> map = all();
  const auto found = map->find(name);
  if (found != map->end()) return found->second;
  return not_found(
      fmt::format("no list of people '{0}' was uploaded; PUT /v1/segments/{0}/members makes one", name));
}

std::vector<std::string> MemberLists::lists_with(std::span<const PersonId> person) const {
  const std::vector<std::uint64_t> hashes = hashes_of(person);
  std::vector<std::string> names;
  const std::shared_ptr<const Map> map = all();
  for (const auto& [name, list] : *map) {
    if (holds(*list, hashes)) names.push_back(name);
  }
  return names;
}

Result<std::size_t> MemberLists::put(std::string_view name, std::vector<std::uint64_t> people, Timestamp at) {
  const MutexLock lock(writing_);
  return replace(name, {at, std::move(people)});
}

Result<std::size_t> MemberLists::add(std::string_view name, std::vector<std::uint64_t> people, Timestamp at) {
  const MutexLock lock(writing_);
  const std::shared_ptr<const Map> map = all();
  if (const auto before = map->find(name); before != map->end())
    people.insert(people.end(), before->second->people.begin(), before->second->people.end());
  return replace(name, {at, std::move(people)});
}

Result<std::size_t> MemberLists::replace(std::string_view name, MemberList list) {
  sort_unique(list.people);
  if (Status room = check_room(name, list.people.size()); !room) return std::move(room).error();
  if (Status written = write(name, list); !written) return std::move(written).error();
  const std::size_t people = list.people.size();
  publish(name, std::make_shared<const MemberList>(std::move(list)));
  return people;
}

Status MemberLists::check_room(std::string_view name, std::size_t people) const {
  std::size_t lists = 1;
  const std::shared_ptr<const Map> map = all();
  for (const auto& [other, list] : *map) {
    if (other == name) continue;
    ++lists;
    people += list->people.size();
  }
  if (lists > limits::kPeopleLists.most) {
    return invalid(
        fmt::format("there are {} lists of people, and a shop has at most {}; delete one that is not used",
                    lists - 1, limits::kPeopleLists.most));
  }
  if (people <= limits::kListedPeople.most) return {};
  return invalid(
      fmt::format("the lists would hold {} people together, and a shop's may hold {}; delete one that is "
                  "not used",
                  people, limits::kListedPeople.most));
}

Status MemberLists::remove(std::string_view name) {
  const MutexLock lock(writing_);
  if (const auto known = find(name); !known) return known.error();
  Status removed = store_.meta().remove(store::shop_rows_prefix(store::kSegmentListRows, shop_).append(name));
  if (removed) publish(name, nullptr);
  return removed;
}

Status MemberLists::forget(std::span<const PersonId> person) {
  const std::vector<std::uint64_t> hashes = hashes_of(person);
  const MutexLock lock(writing_);
  const std::shared_ptr<const Map> map = all();
  for (const auto& [name, list] : *map) {
    if (!holds(*list, hashes)) continue;
    MemberList left = *list;
    std::erase_if(left.people,
                  [&](std::uint64_t one) { return std::ranges::find(hashes, one) != hashes.end(); });
    if (Status written = write(name, left); !written) return written;
    publish(name, std::make_shared<const MemberList>(std::move(left)));
  }
  return {};
}

Status MemberLists::write(std::string_view name, const MemberList& list) {
  return store_.meta().put(store::shop_rows_prefix(store::kSegmentListRows, shop_).append(name),
                           row_of(list));
}

void MemberLists::publish(std::string_view name, std::shared_ptr<const MemberList> list) {
  auto map = std::make_shared<Map>(*all());
  if (list == nullptr) {
    map->erase(map->find(name));
  } else {
    (*map)[std::string(name)] = std::move(list);
  }
  const MutexLock lock(reading_);
  map_ = std::move(map);
}

}  // namespace suggestd::segments
