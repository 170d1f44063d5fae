#include "connect/targets/import_target.h"

#include <utility>

#include "base/time.h"
#include "records/mutation_json.h"
#include "shop/shop.h"

namespace suggestd::cli {
namespace {

class ShopTarget final : public ImportTarget {
 public:
  ShopTarget(shop::Shop& shop, std::string sync, const TargetOptions& options)
      : shop_(shop),
        sync_(std::move(sync)),
        kind_(options.kind),
        rule_(options.rule),
        durability_(options.durability) {}

  Status store(std::span<const Document> batch, ImportCounts& counts, const OnRefused& on_refused) override {
    std::string ndjson;
    for (const Document& document : batch) ndjson.append(document.json).append("\n");
    if (!sync_.empty()) {
      if (Status noted = shop_.note_sync(sync_, ndjson); !noted) return noted;
    }
    std::size_t place = 0;  // lines come in order, one for each document
    const auto summary = shop::commit_lines(
        shop_, kind_, ndjson, now(), durability_,
        [&](const shop::LineOf&, const shop::LineResult& result) {
          note(batch[place++], result, counts, on_refused);
        },
        {}, rule_);
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
    const auto committed = shop_.commit(std::move(one), durability_);
    if (!committed) return committed.error();
    note(refund, committed->outcomes.front(), counts, on_refused);
    return {};
  }

  Result<std::uint64_t> hide_missing(bool confirmed) override {
    if (sync_.empty()) return ImportTarget::hide_missing(confirmed);
    const auto finished = shop_.finish_sync(sync_, confirmed);
    if (!finished) return finished.error();
    return std::uint64_t{finished->hidden};
  }
  void abandon() override {
    if (!sync_.empty()) (void)shop_.abort_sync(sync_);
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
      case OutcomeKind::ignored_erased:
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

  shop::Shop& shop_;
  const std::string sync_;  // "": no full synchronisation
  const shop::RecordKind kind_;
  const shop::LineRule rule_;
  const store::Durability durability_;
};

}  // namespace

Result<std::unique_ptr<ImportTarget>> open_shop_target(shop::Shop& shop, const TargetOptions& options) {
  std::string sync;
  if (options.full_sync) {
    const auto started = shop.start_sync();
    if (!started) return started.error();
    sync = started->sync_id;
  }
  return std::unique_ptr<ImportTarget>(new ShopTarget(shop, std::move(sync), options));
}

}  // namespace suggestd::cli
