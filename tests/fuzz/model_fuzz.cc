// Applies records one after the other, also such as no reader would let pass: the model neither crashes nor
// grows beyond what the records themselves hold.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "learn/learned_shop.h"
#include "records/change_codec.h"

namespace {

using namespace suggestd;

// libFuzzer's own limit on memory (-rss_limit_mb) ends a run that takes too much.
constexpr std::size_t kMostRecords = 64;

learn::ModelOptions small_options() {
  learn::ModelOptions options;
  options.factors.dim = 8;
  options.factors.epochs = 1;
  options.threads = 1;
  return options;
}

// A time such as a server's clock tells: the codec would take any 64 bits.
Timestamp sensible(Timestamp at) {
  constexpr std::int64_t kCenturies = std::int64_t{400} * 365 * 86'400 * 1'000'000;
  return Timestamp(std::chrono::microseconds(at.time_since_epoch().count() % kCenturies));
}

void make_sensible(Change& change) {
  change.at = sensible(change.at);
  if (auto* event = std::get_if<Event>(&change.payload)) event->at = sensible(event->at);
  if (auto* orders = std::get_if<OrderChange>(&change.payload)) {
    orders->after.placed_at = sensible(orders->after.placed_at);
    if (orders->before) orders->before->placed_at = sensible(orders->before->placed_at);
  }
}

}  // namespace

// Records one after the other, each behind its length in two bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  learn::LearnedShop model(small_options());
  std::size_t applied = 0;
  while (rest.size() > 2 && applied < kMostRecords) {
    const std::size_t length =
        static_cast<unsigned char>(rest[0]) | std::size_t{static_cast<unsigned char>(rest[1])} << 8U;
    rest.remove_prefix(2);
    Result<Change> change = decode_record(rest.substr(0, length));
    rest.remove_prefix(std::min(length, rest.size()));
    if (!change) continue;
    make_sensible(*change);
    change->sequence = Sequence{++applied};
    model.apply(*change);
  }
  const auto snapshot = model.publish({});
  if (snapshot->products.size() > size || snapshot->people.size() > size) std::abort();
  return 0;
}
