#include "watch/spelled.h"

#include <array>
#include <string_view>

#include <fmt/format.h>

namespace suggestd::watch {
namespace {

struct Unit {
  std::chrono::seconds one;
  std::string_view word;
};
constexpr std::array kUnits{Unit{std::chrono::days(1), "days"}, Unit{std::chrono::hours(1), "hours"},
                            Unit{std::chrono::minutes(1), "minutes"}};

}  // namespace

std::string spelled(std::chrono::microseconds time) {
  for (const Unit& unit : kUnits) {
    if (time >= 2 * unit.one) return fmt::format("{} {}", time / unit.one, unit.word);
  }
  return fmt::format("{} seconds", time / std::chrono::seconds(1));
}

}  // namespace suggestd::watch
