// The sentences of answers: a code that never changes, the values that belong to it, and the English form that is made
// of both. Whoever speaks another language makes a sentence of code and values.
//
// Threads  plain values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "recommend/statement_table.h"

namespace suggestd::recommend {

// A number, a text or several texts.
struct StatementValue {
  enum class Kind : std::uint8_t { number, text, texts };

  StatementValue(std::string_view the_name, std::uint64_t the_number)
      : name(the_name), kind(Kind::number), number(the_number) {}
  StatementValue(std::string_view the_name, std::string the_text)
      : name(the_name), kind(Kind::text), text(std::move(the_text)) {}
  StatementValue(std::string_view the_name, std::vector<std::string> the_texts)
      : name(the_name), kind(Kind::texts), texts(std::move(the_texts)) {}
  bool operator==(const StatementValue&) const = default;

  std::string_view name;  // as in the entry's text
  Kind kind;
  std::uint64_t number = 0;
  std::string text = {};
  std::vector<std::string> texts = {};
};

struct Statement {
  StatementCode code{};
  std::vector<StatementValue> values = {};
  bool operator==(const Statement&) const = default;
};
using Statements = std::vector<Statement>;

// "because of Tea"
std::string to_text(const Statement& statement);
// Joined to sentences. "" for none.
std::string to_text(std::span<const Statement> statements);

}  // namespace suggestd::recommend
