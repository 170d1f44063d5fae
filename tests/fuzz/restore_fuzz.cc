// A checkpoint whose rows were damaged, or belong to another: the model refuses it, or goes on from it
// without reading past its end.
#include <cstddef>
#include <cstdint>
#include <string>

#include "learn/learned_shop.h"
#include "learn/memory_log.h"
#include "learn/sample_log.h"

namespace {

using namespace suggestd;

constexpr ShopId kShop{1};

learn::ModelOptions small_options() {
  learn::ModelOptions options;
  options.factors.dim = 8;
  options.factors.epochs = 1;
  options.threads = 1;
  return options;
}

const std::vector<store::StateRow>& sound_rows() {
  static const std::vector<store::StateRow> rows = [] {
    learn::LearnedShop model(small_options());
    for (const Change& change : learn::sample_log(60)) model.apply(change);
    model.train();
    while (model.solve_waiting(1'000) > 0) {
    }
    return model.take_unsaved().encode();
  }();
  return rows;
}

// Damages rows, four bytes of data for each change: the row, the kind of the damage, the place, the value.
void damage(std::vector<store::StateRow>& rows, const std::uint8_t* data, std::size_t size) {
  for (; size >= 4; data += 4, size -= 4) {
    store::StateRow& row = rows[data[0] % rows.size()];
    const std::size_t place = row.value.empty() ? 0 : data[2] % row.value.size();
    if (data[1] % 4 == 0) row.value = rows[data[3] % rows.size()].value;
    if (data[1] % 4 == 1) row.value.resize(place);
    if (data[1] % 4 == 2 && !row.value.empty()) row.value[place] = static_cast<char>(data[3]);
    if (data[1] % 4 == 3 && !row.value.empty())
      row.value[row.value.size() - 1 - place] = static_cast<char>(data[3]);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<store::StateRow> rows = sound_rows();
  damage(rows, data, size);
  learn::MemoryState state;
  (void)state.write_checkpoint(kShop, {Epoch{1}, Sequence{60}}, rows);
  learn::LearnedShop model(small_options());
  if (!model.restore(state, kShop)) return 0;
  for (const Change& change : learn::sample_log(20, 7)) model.apply(change);
  (void)model.publish({});
  return 0;
}
