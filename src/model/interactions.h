// A sparse matrix of confidences that a user wants an item, by user and by item.
//
// Shape    users x items in compressed sparse rows, and the transpose; columns ascend within a row.
// Unit     a confidence is a weight w > 0 (1: one plain purchase); pairs that are not stored have the model's
//          unobserved weight.
// Build    the same pairs in any order give the same bytes (float sums of repeats aside, which are
//          added in the order given).
// Threads  immutable once built: any number of readers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace suggestd::model {

struct Interaction {
  std::uint32_t user;
  std::uint32_t item;
  float confidence = 1.0F;
};

// One row: the other side's rows, ascending, and the confidence of each.
struct SparseRow {
  std::span<const std::uint32_t> columns;
  std::span<const float> confidences;
  std::size_t size() const noexcept { return columns.size(); }
};

class SparseMatrix {
 public:
  SparseMatrix() = default;
  // Takes over compressed rows. Requires: starts is ascending from 0 to columns.size(), and columns
  // and confidences are of one size.
  SparseMatrix(std::vector<std::size_t> starts, std::vector<std::uint32_t> columns,
               std::vector<float> confidences);

  std::size_t rows() const noexcept { return starts_.size() - 1; }
  std::size_t size() const noexcept { return columns_.size(); }
  // The number of rows that are not empty.
  std::size_t filled_rows() const noexcept;
  // Requires: row < rows().
  SparseRow row(std::size_t row) const noexcept;
  // The same entries with rows and columns exchanged. Requires: each column < column_count.
  SparseMatrix transposed(std::size_t column_count) const;

 private:
  std::vector<std::size_t> starts_ = {0};
  std::vector<std::uint32_t> columns_;
  std::vector<float> confidences_;
};

class Interactions {
 public:
  Interactions() = default;
  // The confidences of a repeated pair are added; pairs whose sum is not above zero are left out.
  // Requires: each user < user_count, each item < item_count.
  Interactions(std::span<const Interaction> pairs, std::size_t user_count, std::size_t item_count);

  std::size_t users() const noexcept { return by_user_.rows(); }
  std::size_t items() const noexcept { return by_item_.rows(); }
  // Stored pairs.
  std::size_t size() const noexcept { return by_user_.size(); }
  const SparseMatrix& by_user() const noexcept { return by_user_; }
  const SparseMatrix& by_item() const noexcept { return by_item_; }

 private:
  SparseMatrix by_user_;
  SparseMatrix by_item_;
};

}  // namespace suggestd::model
