#include <utility>

#include "catalog/plan.h"

namespace suggestd::catalog {
namespace {

class ConstantNumber final : public Numbers {
 public:
  explicit ConstantNumber(double value) { values_.fill(value); }
  const NumberValues& values(RowRange, NumberValues&) const override { return values_; }

 private:
  NumberValues values_;
};

class ColumnNumbers final : public Numbers {
 public:
  explicit ColumnNumbers(const Column& column) : column_(column) {}
  const NumberValues& values(RowRange range, NumberValues&) const override {
    return column_.numbers(range.block);
  }

 private:
  const Column& column_;
};

class ConstantText final : public Texts {
 public:
  explicit ConstantText(TextId id) { ids_.fill(id); }
  const TextValues& ids(RowRange) const override { return ids_; }

 private:
  TextValues ids_;
};

class ColumnTexts final : public Texts {
 public:
  explicit ColumnTexts(const Column& column) : column_(column) {}
  const TextValues& ids(RowRange range) const override { return column_.texts(range.block); }

 private:
  const Column& column_;
};

class ConstantSet final : public Sets {
 public:
  explicit ConstantSet(std::vector<TextId> ids) : ids_(std::move(ids)) {}
  std::span<const TextId> row(std::size_t, std::size_t) const override { return ids_; }

 private:
  std::vector<TextId> ids_;
};

class ColumnSets final : public Sets {
 public:
  explicit ColumnSets(const Column& column) : column_(column) {}
  std::span<const TextId> row(std::size_t block, std::size_t r) const override {
    return column_.sets(block).row(r);
  }

 private:
  const Column& column_;
};

}  // namespace

NumbersPtr constant_number(double value) { return std::make_unique<ConstantNumber>(value); }
TextsPtr constant_text(TextId id) { return std::make_unique<ConstantText>(id); }
SetsPtr constant_set(std::vector<TextId> ids) { return std::make_unique<ConstantSet>(std::move(ids)); }
NumbersPtr column_numbers(const Column& column) { return std::make_unique<ColumnNumbers>(column); }
TextsPtr column_texts(const Column& column) { return std::make_unique<ColumnTexts>(column); }
SetsPtr column_sets(const Column& column) { return std::make_unique<ColumnSets>(column); }

}  // namespace suggestd::catalog
