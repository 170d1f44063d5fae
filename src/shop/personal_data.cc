#include "shop/personal_data.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/mutex.h"
#include "base/unique_id.h"
#include "records/change_codec.h"
#include "shop/person_finder.h"

namespace suggestd::shop {
namespace {

Result<bool> has_any_record(store::Store& store, ShopId shop, const std::vector<PersonId>& person) {
  bool any = false;
  Status read = for_each_record_of(store, shop, person, [&](const Change&) {
    any = true;
    return false;
  });
  if (!read) return std::move(read).error();
  return any;
}

}  // namespace

Result<PersonalRecords> PersonalData::read(const PersonId& who, Sequence after, std::size_t limit,
                                           WorkBudget& budget) const {
  const MutexLock lock(asking_);
  Result<std::vector<PersonId>> ids = find_person(store_, shop_, who);
  if (!ids) return std::move(ids).error();
  PersonalRecords found;
  found.ids = *std::move(ids);
  const std::set<PersonId> known(found.ids.begin(), found.ids.end());
  for (const PersonId& id : found.ids) {
    if (id.kind != PersonIdKind::user) continue;
    auto entries = store::KeptLists(store_.meta(), shop_).entries_of(id.id);
    if (!entries) return std::move(entries).error();
    std::ranges::move(*entries, std::back_inserter(found.kept_lists));
    Result<store::StoredUser> profile = store_.records().user(shop_, id.id);
    if (profile) found.profiles.push_back(std::move(profile->user));
  }
  Status merges = store_.records().for_each_merge(shop_, [&](const UserMerge& merge) -> Status {
    if (known.contains({PersonIdKind::user, merge.into})) found.merges.push_back(merge);
    return {};
  });
  if (!merges) return std::move(merges).error();
  found.lists = listed_(found.ids);
  Status scanned = for_each_record_of(store_, shop_, found.ids, [&](const Change& change) {
    if (change.sequence <= after) return true;
    if (found.records.size() == limit) {
      found.next = found.records.back().sequence;
      return false;
    }
    if (!budget.hold(encode_record(change).size(), kRecordsOfPerson)) return false;
    found.records.push_back(change);
    return true;
  });
  if (!scanned) return std::move(scanned).error();
  if (Status within = budget.status(); !within) return std::move(within).error();
  return found;
}

Result<store::ErasureReceipt> PersonalData::erase(const PersonId& who, const Precondition& precondition) {
  const MutexLock lock(asking_);
  const Result<std::vector<PersonId>> ids = find_person(store_, shop_, who);
  if (!ids) return ids.error();
  const Result<bool> any = has_any_record(store_, shop_, *ids);
  if (!any) return any.error();
  const Result<bool> kept = kept_(*ids);
  if (!kept) return kept.error();
  const std::string receipt_id = to_ulid(make_id_bits());
  std::vector<Mutation> erase;
  erase.emplace_back(ErasePerson{*ids, receipt_id, *any || *kept});
  const auto outcomes =
      store_.committer().commit(shop_, std::move(erase), store::Durability::synced, precondition);
  if (!outcomes) return outcomes.error();
  const Outcome& outcome = outcomes->front();
  if (outcome.kind == OutcomeKind::not_found) {
    return not_found(fmt::format("nothing is kept of the {} '{}'", person_id_field(who.kind), who.id));
  }
  if (outcome.kind == OutcomeKind::outdated) return conflict(outcome.detail);
  if (is_refusal(outcome.kind)) return invalid(outcome.detail);
  erased_(*ids);
  return receipt(receipt_id);
}

Result<store::ErasureReceipt> PersonalData::receipt(std::string_view receipt_id) const {
  return store::read_receipt(store_.meta(), shop_, receipt_id);
}

}  // namespace suggestd::shop
