#include "cli/import/import_target.h"

#include <limits>

#include <fmt/format.h>

#include "base/time.h"
#include "records/mutation_json.h"
#include "shop/shops.h"

namespace suggestd::cli {
namespace {

class StoreTarget final : public ImportTarget {
 public:
  StoreTarget(std::unique_ptr<shop::Shops> shops, shop::Shop& shop, shop::RecordKind kind)
      : shops_(std::move(shops)), shop_(shop), kind_(kind) {}

  Status store(std::span<const Document> batch, ImportCounts& counts, const OnRefused& on_refused) override {
    std::string ndjson;
    for (const Document& document : batch) ndjson.append(document.json).append("\n");
    std::size_t place = 0;  // lines come in order, one for each document
    const auto summary = shop::commit_lines(shop_, kind_, ndjson, now(), store::Durability::relaxed,
                                            [&](std::size_t, const shop::LineResult& result) {
                                              note(batch[place++], result, counts, on_refused);
                                            });
    if (!summary) return summary.error();
    return {};
  }

  Status store_refund(const Document& refund, ImportCounts& counts, const OnRefused& on_refused) override {
    auto mutation = parse_refund(refund.json, refund.refund_of);
    if (!mutation) {
      note(refund, mutation.error(), counts, on_refused);
      return {};
    }
    std::vector<Mutation> one;
    one.emplace_back(*std::move(mutation));
    const auto committed = shop_.commit(std::move(one), store::Durability::relaxed);
    if (!committed) return committed.error();
    note(refund, committed->outcomes.front(), counts, on_refused);
    return {};
  }

 private:
  static void note(const Document& document, const shop::LineResult& result, ImportCounts& counts,
                   const OnRefused& on_refused) {
    if (const auto* error = std::get_if<Error>(&result)) {
      ++counts.refused;
      return on_refused(document, error->message());
    }
    const Outcome& outcome = std::get<Outcome>(result);
    switch (outcome.kind) {
      case OutcomeKind::created:
        ++counts.created;
        return;
      case OutcomeKind::updated:
        ++counts.updated;
        return;
      case OutcomeKind::unchanged:
      case OutcomeKind::ignored_older:
        ++counts.unchanged;
        return;
      case OutcomeKind::conflict:
      case OutcomeKind::not_found:
      case OutcomeKind::invalid:
      case OutcomeKind::outdated:
        ++counts.refused;
        on_refused(document, outcome.field.empty() ? outcome.detail : outcome.field + ": " + outcome.detail);
    }
  }

  std::unique_ptr<shop::Shops> shops_;
  shop::Shop& shop_;
  const shop::RecordKind kind_;
};

}  // namespace

Result<std::unique_ptr<ImportTarget>> open_store_target(const std::string& folder,
                                                        const std::string& shop_name, shop::RecordKind kind) {
  store::StoreOptions options;
  options.path = folder;
  // Nobody reads meanwhile, so nothing needs to wait for the learner.
  shop::ShopOptions unbounded;
  unbounded.bound = {std::numeric_limits<std::uint64_t>::max(), std::chrono::milliseconds::max()};
  auto shops = shop::Shops::open(options, unbounded);
  if (!shops) return shops.error();
  shop::Shop* shop = (*shops)->find(shop_name);
  if (shop == nullptr) {
    const auto made = (*shops)->create(shop_name);
    if (!made) return made.error();
    shop = *made;
  }
  return std::unique_ptr<ImportTarget>(new StoreTarget(*std::move(shops), *shop, kind));
}

}  // namespace suggestd::cli
