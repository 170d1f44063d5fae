#include "catalog/text_dictionary.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

using namespace suggestd::catalog;

TEST_CASE("a text keeps its number, and its versions find what they held") {
  TextDictionaryBuilder builder;
  std::vector<TextId> ids;
  const TextDictionary empty = builder.snapshot();
  for (int i = 0; i < 5000; ++i) ids.push_back(builder.intern(fmt::format("text {}", i)));
  const TextDictionary first = builder.snapshot();
  for (int i = 0; i < 10000; ++i) builder.intern(fmt::format("text {}", i));
  const TextDictionary second = builder.snapshot();

  CHECK(empty.find("text 1") == kNoText);
  CHECK(TextDictionary().find("text 1") == kNoText);
  CHECK(first.find("text 5000") == kNoText);
  CHECK(second.find("text 5000") != kNoText);
  for (std::size_t i = 0; i < 5000; ++i) {
    const std::string text = fmt::format("text {}", i);
    REQUIRE(first.find(text) == ids[i]);
    REQUIRE(second.find(text) == ids[i]);
    REQUIRE(second.text(ids[i]) == text);
  }
}

TEST_CASE("a forgotten text is found no more, whatever grows around it") {
  TextDictionaryBuilder builder;
  std::vector<TextId> ids;
  for (int i = 0; i < 300; ++i) ids.push_back(builder.intern(fmt::format("text {}", i)));
  const TextDictionary before = builder.snapshot();
  for (std::size_t i = 0; i < 300; i += 3) builder.forget(ids[i], fmt::format("forgotten {}", i));
  for (int i = 300; i < 3'000; ++i) builder.intern(fmt::format("text {}", i));
  const TextDictionary after = builder.snapshot();
  for (std::size_t i = 0; i < 300; ++i) {
    const std::string text = fmt::format("text {}", i);
    CHECK(before.find(text) == ids[i]);
    CHECK(after.find(text) == (i % 3 == 0 ? kNoText : ids[i]));
  }
  CHECK(after.text(ids[3]) == "forgotten 3");
  CHECK(builder.intern("text 3") != ids[3]);
}
