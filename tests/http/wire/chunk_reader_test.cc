#include "http/wire/chunk_reader.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

#include "http/wire/limits.h"

namespace suggestd::http {
namespace {

using State = ChunkReader::State;

struct Read {
  State state = State::more;
  std::string body;
  std::size_t used = 0;
  std::string detail;
};

Read read_in_pieces(std::string_view text, std::size_t piece) {
  Read result;
  ChunkReader reader;
  while (reader.state() == State::more && result.used < text.size()) {
    std::string_view input = text.substr(result.used, piece);
    while (reader.state() == State::more && !input.empty()) {
      const ChunkReader::Step step = reader.read(input);
      result.body += step.data;
      result.used += step.used;
      input.remove_prefix(step.used);
    }
  }
  result.state = reader.state();
  if (result.state == State::refused) result.detail = reader.refusal().detail;
  return result;
}

// Reads the text at once and in pieces, and checks that the verdict is the same.
Read read(std::string_view text) {
  const Read whole = read_in_pieces(text, std::max<std::size_t>(1, text.size()));
  for (const std::size_t piece : {1, 2, 3, 7}) {
    const Read other = read_in_pieces(text, piece);
    CHECK(other.state == whole.state);
    CHECK(other.body == whole.body);
    CHECK(other.used == whole.used);
    CHECK(other.detail == whole.detail);
  }
  return whole;
}

}  // namespace

TEST_CASE("chunks are put together, and what follows them is left") {
  const Read result = read("5\r\nhello\r\n00A;name=\"v\";x\r\n, world!!!\r\n0\r\nX-Sum: 7\r\n\r\nGET /");
  CHECK(result.state == State::complete);
  CHECK(result.body == "hello, world!!!");
  CHECK(result.used ==
        std::string_view("5\r\nhello\r\n00A;name=\"v\";x\r\n, world!!!\r\n0\r\nX-Sum: 7\r\n\r\n").size());
  CHECK(read("0\r\n\r\n").state == State::complete);
  CHECK(read("aB\r\n").state == State::more);
}

TEST_CASE("chunks that two readers could understand differently are refused") {
  for (const char* text : {"+5\r\nhello\r\n",
                           "-5\r\nhello\r\n",
                           "0x5\r\nhello\r\n",
                           " 5\r\nhello\r\n",
                           "5 \r\nhello\r\n",
                           "5 ;a\r\nhello\r\n",
                           "5\nhello\n",
                           "5\rhello\r\n",
                           "g\r\n",
                           "\r\n",
                           ";a\r\n",
                           "5\r\nhello!\r\n",
                           "5\r\nhello\n0\r\n\r\n",
                           "5\r\nhello\rx",
                           "5;a\nb\r\nhello\r\n",
                           "10000000000000000\r\n",
                           "ffffffffffffffff\r\n",
                           "8000000000000000\r\n",
                           "00000000000000005\r\n",
                           "%35\r\nhello\r\n",
                           "0\r\nno colon\r\n\r\n",
                           "0\r\n: x\r\n\r\n",
                           "0\r\nA : x\r\n\r\n",
                           "0\r\nA: x\r\n folded\r\n\r\n",
                           "0\r\nA: x\n\r\n",
                           "0\r\n\n",
                           "0\r\nA: \x01\r\n\r\n"}) {
    CAPTURE(text);
    CHECK(read(text).state == State::refused);
  }
  CHECK(read("7fffffffffffffff\r\n").state == State::more);
}

TEST_CASE("extensions and trailers have a limit in all") {
  const std::size_t most = limits::kChunkExtraBytes.most;
  CHECK(read("1;" + std::string(most, 'x') + "\r\na\r\n0\r\n").state == State::more);
  CHECK(read("1;" + std::string(most + 1, 'x') + "\r\na\r\n").state == State::refused);
  CHECK(read("0\r\nA: " + std::string(most, 'x')).state == State::refused);
  std::string many;
  for (std::size_t i = 0; i <= most / 8; ++i) many += "1;12345678\r\na\r\n";
  CHECK(read(many).state == State::refused);
}

}  // namespace suggestd::http
