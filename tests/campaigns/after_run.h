// A store with a run in it and the orders of the days after.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "campaigns/run_book.h"
#include "store/temporary_store.h"

namespace suggestd::campaigns {

inline const Timestamp kRunAt = Timestamp(std::chrono::hours(24 * 365 * 40));

class AfterRun {
 public:
  // An order of one line of three pieces at 1.50 GBP, `days` after kRunAt.
  void order(const std::string& user_id, const std::string& product_id, int days) {
    const int minutes = days * 24 * 60 + 1;
    store::commit_one(*store_, PlaceOrder{store::simple_order("o" + std::to_string(++orders_), user_id,
                                                              product_id, minutes)});
  }
  void keep(const std::string& campaign, const std::string& run, const std::vector<GivenList>& lists,
            int days = 0) {
    REQUIRE(runs.keep({campaign, run, kRunAt + std::chrono::days(days), "{}", "{}"}, lists));
  }
  store::Store& store() { return *store_; }

 private:
  const store::TemporaryFolder folder_;
  const std::unique_ptr<store::Store> store_ = store::open_store(store::small_options(folder_.path() / "s"));
  int orders_ = 0;

 public:
  RunBook runs{*store_, store::kShop};
};

// `places`: of the products on the person's own list.
inline GivenList given(const std::string& user_id, bool held_out, std::vector<std::string> products,
                       std::vector<std::string> segments = {}) {
  GivenList list{user_id, held_out, std::move(products)};
  list.activity = 1.25;
  for (std::uint32_t place = 1; place <= list.products.size(); ++place) list.places.push_back(place);
  list.segments = std::move(segments);
  return list;
}

}  // namespace suggestd::campaigns
