#include "pictures/picture_format.h"

#include <catch2/catch.hpp>

#include <string>

namespace suggestd::pictures {
namespace {

using namespace std::string_literals;

TEST_CASE("a picture is what its first bytes are") {
  CHECK(picture_type("\x89PNG\r\n\x1A\n and more"s) == "image/png");
  CHECK(picture_type("\xFF\xD8\xFF\xE0"s) == "image/jpeg");
  CHECK(picture_type("GIF89a\1\0"s) == "image/gif");
  CHECK(picture_type("GIF87a\1\0"s) == "image/gif");
  CHECK(picture_type("RIFF\x10\0\0\0WEBPVP8 "s) == "image/webp");
  CHECK(picture_type("\0\0\0\x20"s + "ftypavif") == "image/avif");
}

TEST_CASE("what may hold a script, or is none of these, is no picture") {
  for (const std::string& bytes : {""s, "GIF"s, "RIFF\x10\0\0\0WAVE"s, "RIFF"s, "\0\0\0\x20"s + "ftypmp42",
                                   "<svg xmlns='http://www.w3.org/2000/svg'/>"s,
                                   "<!doctype html><script>alert(1)</script>"s, " GIF89a"s, "%PDF-1.7"s})
    CHECK(picture_type(bytes).empty());
}

}  // namespace
}  // namespace suggestd::pictures
