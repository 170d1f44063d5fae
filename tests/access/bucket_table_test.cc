#include "access/bucket_table.h"

#include <catch2/catch.hpp>

#include <set>
#include <string>

using namespace suggestd::http;

TEST_CASE("a name keeps its bucket, and few names share one") {
  BucketTable table(4096);
  CHECK(&table.of("a") == &table.of("a"));
  std::set<const TokenBucket*> buckets;
  for (int i = 0; i < 100; ++i) buckets.insert(&table.of(std::to_string(i)));
  CHECK(buckets.size() > 90);  // one pair of 100 names in 4,096 places or so shares
}

TEST_CASE("which names share a place differs from table to table") {
  const KeyedPlaces one(4096);
  const KeyedPlaces other(4096);
  int same = 0;
  for (int i = 0; i < 100; ++i) same += one.of(std::to_string(i)) == other.of(std::to_string(i)) ? 1 : 0;
  CHECK(same < 10);
}
