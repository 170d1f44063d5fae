// Bodies in chunks: the verdict and the body do not depend on the pieces that they come in, and a body that
// is taken, sent again in chunks of our own, is the same body.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/wire/chunk_reader.h"

using namespace suggestd::http;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

struct Read {
  ChunkReader::State state = ChunkReader::State::more;
  std::string body;
  std::size_t used = 0;
};

Read read(std::string_view text, std::size_t piece) {
  Read result;
  ChunkReader reader;
  while (reader.state() == ChunkReader::State::more && result.used < text.size()) {
    const ChunkReader::Step step = reader.read(text.substr(result.used, piece));
    require(step.used > 0 && step.data.size() <= step.used);
    result.body += step.data;
    result.used += step.used;
  }
  result.state = reader.state();
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Read whole = read(text, size + 1);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{3}}) {
    const Read slow = read(text, piece);
    require(slow.state == whole.state && slow.body == whole.body && slow.used == whole.used);
  }
  if (whole.state != ChunkReader::State::complete) return 0;
  std::string again;
  for (const char byte : whole.body) again.append("1\r\n").append(1, byte).append("\r\n");
  const Read second = read(again + "0\r\n\r\n", 64);
  require(second.state == ChunkReader::State::complete && second.body == whole.body);
  return 0;
}
