#include <utility>

#include <fmt/format.h>

#include "connect/sources/export_source.h"
#include "connect/sources/stored_records.h"
#include "follow/followers.h"
#include "learn/learned_shop.h"
#include "learn/snapshot.h"
#include "store/open_beside.h"
#include "store/store.h"

namespace suggestd::cli {
namespace {

using shop::RecordKind;

class StoreSource final : public ExportSource {
 public:
  StoreSource(std::unique_ptr<store::Store> store, ShopId shop, const learn::ModelOptions& model)
      : store_(std::move(store)), shop_(shop), model_(model) {}

  Status for_each(RecordKind kind, const OnDocument& visit) override {
    return for_each_stored(*store_, shop_, kind, visit);
  }

  Status for_each_vector(const OnVector& visit) override {
    const auto snapshot = latest_model();
    if (!snapshot) return snapshot.error();
    if (Status told = tell_products(**snapshot, visit); !told) return told;
    return tell_users(**snapshot, visit);
  }

 private:
  Result<std::shared_ptr<const learn::Snapshot>> latest_model() const {
    learn::LearnedShop model{model_};
    if (Status restored = model.restore(store_->follower_state(follow::kLearner), shop_); !restored) {
      return restored.error().with_context("the store holds no model yet; start the server on it once");
    }
    const auto stored = store_->follower_state(follow::kLearner).applied(shop_);
    if (!stored) return stored.error();
    const Status applied = for_each_change(*store_, shop_, stored->sequence, [&](const Change& change) {
      model.apply(change);
      return Status();
    });
    if (!applied) return applied.error();
    return model.publish({stored->epoch, store_->log().head(shop_)});
  }

  static Status tell_products(const learn::Snapshot& snapshot, const OnVector& visit) {
    for (std::size_t i = 0; i < snapshot.products.size(); ++i) {
      const auto row = static_cast<ProductRow>(i);
      const std::span<const float> vector = snapshot.factors(row);
      if (vector.empty()) continue;
      if (Status told = visit(VectorOwner::product, snapshot.products.id(row), vector); !told) {
        return told;
      }
    }
    return {};
  }

  static Status tell_users(const learn::Snapshot& snapshot, const OnVector& visit) {
    const std::string user_prefix = person_key(PersonIdKind::user, "");
    for (std::size_t i = 0; i < snapshot.people.size(); ++i) {
      const auto row = static_cast<UserRow>(i);
      const std::string& key = snapshot.people.id(row);
      const learn::PersonState* person = snapshot.person(row);
      if (!key.starts_with(user_prefix) || person == nullptr || person->vector.empty()) continue;
      const std::string_view id = std::string_view(key).substr(user_prefix.size());
      if (Status told = visit(VectorOwner::user, id, person->vector); !told) return told;
    }
    return {};
  }

  std::unique_ptr<store::Store> store_;
  const ShopId shop_;
  const learn::ModelOptions model_;
};

}  // namespace

Result<std::unique_ptr<ExportSource>> open_store_source(const std::string& folder,
                                                        const std::string& shop_name,
                                                        const learn::ModelOptions& model) {
  auto store = store::open_beside_server(folder);
  if (!store) return store.error();
  const std::optional<ShopId> shop = (*store)->shops().find(shop_name);
  if (!shop) return not_found(fmt::format("{} holds no shop '{}'", folder, shop_name));
  return std::unique_ptr<ExportSource>(new StoreSource(*std::move(store), *shop, model));
}

}  // namespace suggestd::cli
