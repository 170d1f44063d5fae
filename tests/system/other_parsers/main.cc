// Tells how two other parsers read HTTP/1.1.
//
// Input   from standard input, again and again: a length n (four bytes, the low one first) and n bytes, those
//         that a client sent on one connection.
// Output  a line for each input: http_parser's reading, the byte 0x1e, llhttp's (reading.h has the form).
#include <cstdint>
#include <cstdio>
#include <string>

#include "reading.h"

int main() {
  std::uint32_t size = 0;
  std::string sent;
  while (std::fread(&size, sizeof size, 1, stdin) == 1) {
    sent.resize(size);
    if (std::fread(sent.data(), 1, size, stdin) != size) return 1;
    const std::string line =
        suggestd::testing::read_with_http_parser(sent) + "\x1e" + suggestd::testing::read_with_llhttp(sent);
    std::puts(line.c_str());
    std::fflush(stdout);
  }
  return 0;
}
