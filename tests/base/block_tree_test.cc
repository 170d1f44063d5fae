#include "base/block_tree.h"

#include <catch2/catch.hpp>

using namespace suggestd;

TEST_CASE("a published version never changes") {
  BlockTreeBuilder<int> builder(7);
  builder.grow(130);
  builder.edit(3) = 30;
  const BlockTree<int> first = builder.snapshot();
  builder.edit(3) = 31;
  builder.edit(129) = 1290;
  const BlockTree<int> second = builder.snapshot();

  CHECK(first[3] == 30);
  CHECK(first[129] == 7);
  CHECK(second[3] == 31);
  CHECK(second[129] == 1290);
}

TEST_CASE("versions share every block that was not edited") {
  BlockTreeBuilder<int> builder(0);
  builder.grow(1000);
  const BlockTree<int> first = builder.snapshot();
  builder.edit(500) = 1;
  builder.grow(1001);
  const BlockTree<int> second = builder.snapshot();

  CHECK(second.block_count() == 1001);
  for (std::size_t i = 0; i < first.block_count(); ++i) CHECK(first.shares_block(second, i) == (i != 500));
}

TEST_CASE("a builder goes on from a version without touching it") {
  BlockTreeBuilder<int> builder(0);
  builder.grow(70);
  builder.edit(69) = 5;
  const BlockTree<int> version = builder.snapshot();
  BlockTreeBuilder<int> other(0, version);
  other.edit(69) = 6;
  other.grow(200);

  CHECK(version[69] == 5);
  CHECK(version.block_count() == 70);
  CHECK(other.snapshot()[69] == 6);
  CHECK(builder.snapshot()[69] == 5);
}

TEST_CASE("a version without edits is the same as the last one") {
  BlockTreeBuilder<int> builder(0);
  builder.grow(2);
  const BlockTree<int> first = builder.snapshot();
  CHECK(&first.root() == &builder.snapshot().root());
}

TEST_CASE("whole chunks that nobody edited are one in memory") {
  BlockTreeBuilder<int> builder(7);
  builder.grow(3 * kBlocksPerChunk + 1);
  const BlockTree<int> first = builder.snapshot();
  CHECK(first.root()[0] == first.root()[2]);
  CHECK(first[3 * kBlocksPerChunk] == 7);
  builder.edit(kBlocksPerChunk + 5) = 1;
  const BlockTree<int> second = builder.snapshot();
  CHECK(second[kBlocksPerChunk + 5] == 1);
  CHECK(second[5] == 7);
  CHECK(second.root()[0] == first.root()[0]);
}
