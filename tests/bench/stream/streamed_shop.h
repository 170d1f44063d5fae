// A shop that learns a stream of purchases as the server's worker does with a log that never pauses
// (learn/learner.cc): pages that are applied and published, a share of their time for rows that wait, the
// factors trained anew when that is due. The model is the server's own, and each step of it is timed.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "learn/learned_shop.h"
#include "stream/spent.h"
#include "stream/waits.h"

namespace suggestd::bench {

struct Purchase {
  std::string_view user;
  std::string_view product;
};

struct StreamOptions {
  std::size_t page = 256;      // events that are published together
  double sweep_share = 0.125;  // share of a page's time that waiting rows get between two pages
  double renew_at = -1;        // growth at which factors are trained anew; 0: never; < 0: the model decides
};

// Costs of the stream, in sums over its events.
struct StreamCosts {
  std::vector<Spent> events;  // time of each event's own learning, before the next event
  Spent publishing;
  Spent renewing;
  Spent sweeping;
  std::size_t renewals = 0;
  std::size_t put_off = 0;  // events that left their product's factors to the sweep
};

class StreamedShop {
 public:
  StreamedShop(const learn::ModelOptions& model, const StreamOptions& options);

  // Learns all by one full training. Requires: called first, once; the texts of `purchases` outlive the shop.
  Spent learn_at_once(std::span<const Purchase> purchases);
  // Learns them one by one.
  void stream(std::span<const Purchase> purchases);
  // Solves all rows that wait.
  Spent solve_what_waits();
  // Solves all rows `rounds` times, as a quiet shop does.
  Spent sweep(unsigned rounds);
  // Trains fully on all that was learned before.
  Spent refit();

  const learn::LearnedShop& model() const noexcept { return model_; }
  std::shared_ptr<const learn::Snapshot> snapshot() { return model_.publish({}); }
  const StreamCosts& costs() const noexcept { return costs_; }
  // The waits of products for the factors, and for the sparse lanes, whose end is seen up to 32 pages late.
  const Waits& factor_waits() const noexcept { return factor_waits_; }
  const Waits& neighbour_waits() const noexcept { return neighbour_waits_; }
  Moment now() const;

 private:
  Change change_of(const Purchase& purchase);
  ProductRow row_of(const Purchase& purchase);
  void learn(const Purchase& purchase);
  Spent learn_page(std::span<const Purchase> page);
  void sweep_between_pages(const Spent& page);
  bool renewal_due() const;
  void renew();
  void note_waits();

  learn::LearnedShop model_;
  StreamOptions options_;
  StreamCosts costs_;
  Spent spent_;  // sum of the stream
  double spare_ = 0;
  std::uint64_t renewed_ = 0;  // interactions at the last training of the factors
  std::uint64_t purchases_ = 0;
  std::size_t pages_ = 0;
  std::unordered_map<std::string_view, std::uint32_t> rows_;
  Waits factor_waits_;
  Waits neighbour_waits_;
};

}  // namespace suggestd::bench
