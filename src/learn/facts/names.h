// The rows of people and products: an id gets its row the first time the log names it, and keeps it.
//
// Idea     a Names is one version, immutable and cheap to copy; NamesBuilder belongs to the worker. Rows
//          are dense and handed out in the order of the log, so that a replay hands out the same ones.
//          A person's id is a person_key() (records/person_id.h).
// Threads  Names: any. A builder: one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "catalog/text_dictionary.h"
#include "records/person_id.h"

namespace suggestd::learn {

template <class Row>
class Names {
 public:
  Names() = default;

  std::optional<Row> find(std::string_view id) const {
    const catalog::TextId text = texts_.find(id);
    if (text == catalog::kNoText) return std::nullopt;
    return static_cast<Row>(catalog::number(text) - 1);
  }
  // Requires: index(row) < size().
  const std::string& id(Row row) const noexcept {
    return texts_.text(static_cast<catalog::TextId>(index(row) + 1));
  }
  std::size_t size() const noexcept { return texts_.size() - 1; }

 private:
  template <class>
  friend class NamesBuilder;
  explicit Names(catalog::TextDictionary texts) : texts_(std::move(texts)) {}

  catalog::TextDictionary texts_;
};

template <class Row>
class NamesBuilder {
 public:
  // Lets the id of a row go; `in_its_place` stands there. intern() finds the row by neither.
  void forget(Row row, std::string_view in_its_place) {
    texts_.forget(static_cast<catalog::TextId>(index(row) + 1), in_its_place);
  }
  // The row of an id, a new one if the id is new.
  Row intern(std::string_view id) { return static_cast<Row>(catalog::number(texts_.intern(id)) - 1); }
  Names<Row> snapshot() { return Names<Row>(texts_.snapshot()); }

 private:
  catalog::TextDictionaryBuilder texts_;
};

}  // namespace suggestd::learn
