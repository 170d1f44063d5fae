// A long array in blocks; its versions share the blocks that did not change.
//
// Idea     BlockTree is one version: immutable, cheap to copy, for any number of readers.
//          BlockTreeBuilder belongs to one writer; it edits blocks and publishes versions. A block
//          is copied the first time it is edited after a publication, and never changes again once
//          published. (Ownership is tracked by flags, not by use_count(), which would race with
//          readers that let go of an older version.)
// Shape    a root of pointers to chunks, a chunk of 64 pointers to blocks. Publishing after k edited
//          blocks copies k blocks, at most 64 k pointers, and one pointer per chunk.
// Threads  a tree: any. A builder: one; a version may be handed to other threads by any means that
//          synchronises.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace suggestd {

inline constexpr std::size_t kBlocksPerChunk = 64;

template <class Block>
struct BlockChunk {
  std::array<std::shared_ptr<Block>, kBlocksPerChunk> blocks;
};

template <class Block>
class BlockTree {
 public:
  using Chunk = BlockChunk<Block>;
  using Root = std::vector<std::shared_ptr<Chunk>>;

  BlockTree() : root_(std::make_shared<Root>()) {}
  BlockTree(std::shared_ptr<const Root> root, std::size_t block_count)
      : root_(std::move(root)), block_count_(block_count) {}

  std::size_t block_count() const noexcept { return block_count_; }

  // Requires: i < block_count().
  const Block& operator[](std::size_t i) const noexcept {
    assert(i < block_count_);
    return *(*root_)[i / kBlocksPerChunk]->blocks[i % kBlocksPerChunk];
  }

  // True if block i is the same memory in both versions. Requires: i is in both.
  bool shares_block(const BlockTree& other, std::size_t i) const noexcept { return &(*this)[i] == &other[i]; }

  const Root& root() const noexcept { return *root_; }

 private:
  std::shared_ptr<const Root> root_;
  std::size_t block_count_ = 0;
};

template <class Block>
class BlockTreeBuilder {
 public:
  // New blocks are one shared `empty` until they are edited, and new whole chunks one shared chunk of it, so that a
  // sparse array costs a pointer for each 64 blocks.
  explicit BlockTreeBuilder(Block empty) : empty_(std::make_shared<Block>(std::move(empty))) {}

  // Goes on from a published version.
  BlockTreeBuilder(Block empty, const BlockTree<Block>& version)
      : empty_(std::make_shared<Block>(std::move(empty))),
        root_(version.root()),
        private_(root_.size()),
        block_count_(version.block_count()),
        published_(version) {}

  std::size_t block_count() const noexcept { return block_count_; }

  // Appends empty blocks until there are at least `count`.
  void grow(std::size_t count) {
    while (block_count_ < count) {
      if (block_count_ % kBlocksPerChunk == 0 && block_count_ + kBlocksPerChunk <= count) {
        append_empty_chunk();
      } else {
        append_empty();
      }
    }
  }

  // Requires: i < block_count().
  const Block& operator[](std::size_t i) const noexcept {
    assert(i < block_count_);
    return *root_[i / kBlocksPerChunk]->blocks[i % kBlocksPerChunk];
  }

  // Block i, to be changed. The reference is good until the next call of a non-const function.
  // Requires: i < block_count().
  Block& edit(std::size_t i) {
    assert(i < block_count_);
    std::shared_ptr<Block>& block = edit_chunk(i / kBlocksPerChunk).blocks[i % kBlocksPerChunk];
    std::uint64_t& mine = private_[i / kBlocksPerChunk].blocks;
    const std::uint64_t bit = std::uint64_t{1} << (i % kBlocksPerChunk);
    if ((mine & bit) == 0) {
      block = std::make_shared<Block>(std::as_const(*block));
      mine |= bit;
    }
    return *block;
  }

  // The present state as a version. Costs nothing if nothing was edited since the last one.
  BlockTree<Block> snapshot() {
    if (!changed_) return published_;
    published_ =
        BlockTree<Block>(std::make_shared<const std::vector<std::shared_ptr<Chunk>>>(root_), block_count_);
    private_.assign(root_.size(), Private{});
    changed_ = false;
    return published_;
  }

 private:
  using Chunk = BlockChunk<Block>;
  // The chunk and the blocks that were made since the last publication, and may be changed in place.
  struct Private {
    bool chunk = false;
    std::uint64_t blocks = 0;
  };

  Chunk& edit_chunk(std::size_t c) {
    changed_ = true;
    if (!private_[c].chunk) {
      root_[c] = std::make_shared<Chunk>(std::as_const(*root_[c]));
      private_[c].chunk = true;
    }
    return *root_[c];
  }

  void append_empty_chunk() {
    if (empty_chunk_ == nullptr) {
      empty_chunk_ = std::make_shared<Chunk>();
      empty_chunk_->blocks.fill(empty_);
    }
    root_.push_back(empty_chunk_);
    private_.push_back({});
    block_count_ += kBlocksPerChunk;
    changed_ = true;
  }

  void append_empty() {
    const std::size_t c = block_count_ / kBlocksPerChunk;
    if (c == root_.size()) {
      root_.push_back(std::make_shared<Chunk>());
      private_.push_back({true, 0});
    }
    edit_chunk(c).blocks[block_count_ % kBlocksPerChunk] = empty_;
    ++block_count_;
  }

  std::shared_ptr<Block> empty_;        // never edited
  std::shared_ptr<Chunk> empty_chunk_;  // of 64 of it, never edited either; null until it is needed
  std::vector<std::shared_ptr<Chunk>> root_;
  std::vector<Private> private_;  // one per chunk
  std::size_t block_count_ = 0;
  bool changed_ = false;
  BlockTree<Block> published_;
};

}  // namespace suggestd
