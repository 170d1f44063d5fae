#include "base/clock.h"

namespace suggestd {
namespace {

class MachineClock final : public Clock {
 public:
  std::chrono::steady_clock::time_point steady() const override { return std::chrono::steady_clock::now(); }
  Timestamp wall() const override { return now(); }
};

}  // namespace

const Clock& machine_clock() {
  static const MachineClock clock;
  return clock;
}

}  // namespace suggestd
