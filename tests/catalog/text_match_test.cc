#include "catalog/text_match.h"

#include <catch2/catch.hpp>

using namespace suggestd::catalog;

TEST_CASE("all words of the pattern, whole, in any order, whatever their case") {
  const auto [text, pattern, expected] = GENERATE(table<std::string, std::string, bool>({
      {"Green Tea, loose", "tea", true},
      {"Green Tea, loose", "tea green", true},
      {"Green Tea, loose", "te", false},
      {"Green Tea, loose", "tea black", false},
      {"Green Tea, loose", "", false},
      {"Green Tea, loose", " , ", false},
      {"TEE FÜR ZWEI", "für", true},
      {"ΤΣΆΙ ЧАЙ", "чай", true},
      {"«Tee»", "tee", true},
      {"Tee–Kanne", "kanne", true},  // an en dash divides words
      {"T-Light holder", "light", true},
      {"SET OF 3 TINS", "3", true},
      {"", "tea", false},
  }));
  CHECK(TextPattern(TextPattern::Kind::all_words, pattern).matches(text) == expected);
}

TEST_CASE("the beginning of the text, whatever its case") {
  const auto [text, pattern, expected] = GENERATE(table<std::string, std::string, bool>({
      {"Green Tea", "gREEN T", true},
      {"Green Tea", "tea", false},
      {"Green", "Green Tea", false},
      {"ÄPFEL", "äp", true},
      {"Green", "", false},
  }));
  CHECK(TextPattern(TextPattern::Kind::beginning, pattern).matches(text) == expected);
}

TEST_CASE("folding leaves other scripts and broken text as they are") {
  CHECK(folded("日本 ×÷ ı İ") == "日本 ×÷ ı İ");
  CHECK(folded("ŁÓDŹ Ÿ") == "łódź Ÿ");
  CHECK(folded("\xC3") == "\xC3");
}
