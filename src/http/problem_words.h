// The words of the types of problems, for their pages. docs/use/errors-and-limits.md says the same at more length, for
// whoever integrates a shop.
//
// Threads  constant.
#pragma once

#include <string_view>

namespace suggestd::http {

// Sentences that stand in a page as they are: no sign of them has a meaning in HTML.
struct ProblemWords {
  std::string_view type;  // as problem_table() has it
  std::string_view means;
  std::string_view again;   // whether the same request can do better later
  std::string_view remedy;  // what its sender can do
};

// Null for a type that problem_table() does not have.
const ProblemWords* problem_words(std::string_view type);

}  // namespace suggestd::http
