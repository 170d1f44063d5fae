#include "learn/checkpoint/set_aside.h"

#include <catch2/catch.hpp>

namespace suggestd::learn {
namespace {

TEST_CASE("what was set aside is read back, each record once") {
  SetAside list;
  CHECK(list.add({Sequence{3}, true, "it threw"}));
  CHECK(list.add({Sequence{2}, false, "it is too long"}));
  CHECK_FALSE(list.add({Sequence{2}, false, "it is too long"}));
  const Result<SetAside> read = SetAside::decode(list.encode());
  REQUIRE(read.ok());
  CHECK(read->count() == 2);
  CHECK(read->latest(1) == std::vector<AsideRecord>{{Sequence{3}, true, "it threw"}});
  CHECK(read->passes_over(Sequence{3}));
  CHECK_FALSE(read->passes_over(Sequence{2}));
}

TEST_CASE("beyond the first ones it counts, and a replay counts none twice") {
  SetAside list;
  for (std::uint64_t i = 1; i <= SetAside::kKept + 10; ++i) CHECK(list.add({Sequence{i}, false, "r"}));
  CHECK(list.count() == SetAside::kKept + 10);
  CHECK_FALSE(list.add({Sequence{SetAside::kKept + 5}, false, "r"}));
  CHECK(SetAside::decode(list.encode())->count() == SetAside::kKept + 10);
  list.keep_whole_ones();
  CHECK(list.count() == 0);
}

TEST_CASE("bytes that were not written by it are refused") {
  const std::string bytes = SetAside().encode();
  CHECK_FALSE(SetAside::decode(bytes + "\x03\x7f").ok());
}

}  // namespace
}  // namespace suggestd::learn
