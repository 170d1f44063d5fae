// Words and beginnings of texts, without regard to case.
//
// Case     folded for Latin, Greek and Cyrillic letters of two bytes; others compare as they are.
// Words    runs of letters and digits; ASCII punctuation, Latin-1 signs and general punctuation
//          (U+2000-U+206F) divide them.
// Threads  pure; a TextPattern is immutable once made.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suggestd::catalog {

std::string folded(std::string_view text);

// The words of `text`, folded.
std::vector<std::string> words_of(std::string_view text);

class TextPattern {
 public:
  enum class Kind {
    all_words,  // each word of the pattern is a word of the text, in any order
    beginning,  // the text begins with the pattern
  };
  TextPattern(Kind kind, std::string_view pattern);

  // An empty pattern, or one without a word, matches nothing.
  bool matches(std::string_view text) const;

 private:
  Kind kind_;
  std::string beginning_;           // folded
  std::vector<std::string> words_;  // folded
};

}  // namespace suggestd::catalog
