#include "store/erasure/eraser.h"

#include <algorithm>
#include <utility>

#include "base/time.h"
#include "records/mutation.h"
#include "store/commit/redaction.h"
#include "store/commit/repeats.h"
#include "store/tables/kept_lists.h"

namespace suggestd::store {
namespace {

// Records looked at between two notes of how far it came, and stubs made by one commit: orders wait for it.
constexpr std::size_t kLookedAtOnce = 20'000;
constexpr std::size_t kStubsAtOnce = 200;

Error stopped() {
  return {ErrorKind::busy, "the server is being stopped; the erasure goes on at the next start"};
}

}  // namespace

Status Eraser::commit(ShopId shop, Mutation mutation) {
  std::vector<Mutation> one;
  one.push_back(std::move(mutation));
  const auto outcomes = store_.committer().commit(shop, std::move(one), Durability::synced);
  if (!outcomes) return outcomes.error();
  return {};
}

Status Eraser::make_stubs(ShopId shop, const ErasureReceipt& receipt) {
  const ErasedSubject subject(receipt.people, receipt.orders);
  ReadBounds bounds;
  bounds.records = kStubsAtOnce;
  bounds.looked_at = kLookedAtOnce;
  bounds.wanted = [&](const Change& change) {
    if (change.sequence >= receipt.record) return false;  // of somebody who is back
    Change tried = change;
    return redact(tried, subject) != Redaction::none;
  };
  Sequence after = receipt.looked_up_to;
  do {
    if (stop_.stop_requested()) return stopped();
    const Result<Page> page = store_.log().read_kept(shop, after, bounds);
    if (!page) return page.error();
    StubRecords stubs{receipt.id, {}, page->next};
    for (const Change& change : page->changes) stubs.records.push_back(change.sequence);
    if (Status made = commit(shop, std::move(stubs)); !made) return made;
    after = page->next;
  } while (after < receipt.record);
  return {};
}

Status Eraser::clear_kept_answers(ShopId shop, const ErasureReceipt& receipt) {
  return store_.repeats().forget_ids(shop, [&](std::string_view text) {
    const auto holds = [&](std::string_view id) { return text.find(id) != std::string_view::npos; };
    return std::any_of(receipt.people.begin(), receipt.people.end(),
                       [&](const PersonId& p) { return holds(p.id); }) ||
           std::any_of(receipt.orders.begin(), receipt.orders.end(), holds);
  });
}

Status Eraser::forget(ShopId shop, const ErasureReceipt& receipt) {
  if (Status cleared = clear_kept_answers(shop, receipt); !cleared) return cleared;
  KeptLists lists(store_.meta(), shop);
  if (Status forgotten = lists.forget(receipt.people); !forgotten) return forgotten;
  return commit(shop, TellErased{receipt.id});
}

// A follower without a checkpoint of this epoch keeps nothing, and will read stubs.
Result<bool> Eraser::followers_are_beyond(ShopId shop, Sequence record) const {
  for (const FollowerId follower : followers_) {
    const Result<Position> applied = store_.follower_state(follower).applied(shop);
    if (!applied) return applied.error();
    const bool keeps = applied->epoch == store_.log().epoch(shop) && number(applied->sequence) > 0;
    if (keeps && applied->sequence < record) return false;
  }
  return true;
}

Result<bool> Eraser::advance(ShopId shop) {
  Result<std::vector<ErasureReceipt>> receipts = open_receipts(shop);
  if (!receipts) return std::move(receipts).error();
  bool all = true;
  for (ErasureReceipt& receipt : *receipts) {
    if (receipt.phase == ErasurePhase::stubbing) {
      if (Status made = make_stubs(shop, receipt); !made) return std::move(made).error();
      receipt.phase = ErasurePhase::telling;
    }
    if (receipt.phase != ErasurePhase::telling) continue;
    Result<bool> gone = followers_are_beyond(shop, receipt.record);
    if (gone && *gone) gone = leave_exports_(shop, receipt, [&] { return forget(shop, receipt); });
    if (!gone) return gone;
    all = all && *gone;
  }
  return all;
}

Result<std::vector<ErasureReceipt>> Eraser::open_receipts(ShopId shop) const {
  Result<std::vector<ErasureReceipt>> receipts = read_receipts(store_.meta(), shop);
  if (receipts)
    std::erase_if(*receipts,
                  [](const ErasureReceipt& receipt) { return receipt.phase == ErasurePhase::done; });
  return receipts;
}

Status Eraser::rewrite(std::span<const ShopId> shops) {
  std::vector<std::pair<ShopId, ErasureReceipt>> waiting;
  for (const ShopId shop : shops) {
    Result<std::vector<ErasureReceipt>> receipts = open_receipts(shop);
    if (!receipts) return std::move(receipts).error();
    for (ErasureReceipt& receipt : *receipts) {
      if (receipt.phase == ErasurePhase::rewriting) waiting.emplace_back(shop, std::move(receipt));
    }
  }
  if (waiting.empty()) return {};
  if (Status written = store_.committer().rewrite_files(); !written) return written;
  for (auto& [shop, receipt] : waiting) {
    receipt.phase = ErasurePhase::done;
    receipt.done_at = now();
    if (Status put = store_.meta().put(receipt_key(shop, receipt.id), encode_receipt(receipt)); !put)
      return put;
  }
  return {};
}

}  // namespace suggestd::store
