// Heads of requests: the verdict does not depend on the pieces that a head comes in, and a head that is
// taken, written out again as it was understood, is taken again and understood the same.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/wire/head_reader.h"

using namespace suggestd::http;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

std::string written(const Head& head) {
  std::string text(head.method);
  text.append(" ").append(head.target).append(head.minor_version == 0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
  for (const Field& field : head.fields)
    text.append(field.name).append(": ").append(field.value).append("\r\n");
  return text + "\r\n";
}

bool same(const Head& a, const Head& b) {
  if (a.fields.size() != b.fields.size()) return false;
  for (std::size_t i = 0; i < a.fields.size(); ++i) {
    if (a.fields[i].name != b.fields[i].name || a.fields[i].value != b.fields[i].value) return false;
  }
  return a.method == b.method && a.target == b.target && a.minor_version == b.minor_version &&
         a.framing == b.framing && a.length == b.length && a.keep_alive == b.keep_alive &&
         a.expects_continue == b.expects_continue;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  HeadReader whole;
  const HeadReader::State state = whole.read(text);

  HeadReader slow;
  HeadReader::State slow_state = HeadReader::State::more;
  const std::size_t piece = size > 512 ? 97 : 1;
  for (std::size_t end = 0; end < size && slow_state == HeadReader::State::more;) {
    end = end + piece < size ? end + piece : size;
    slow_state = slow.read(text.substr(0, end));
  }
  require(slow_state == state);

  if (state == HeadReader::State::refused) {
    const Refusal& refusal = whole.refusal();
    require(refusal.status >= 400 && refusal.status < 600 && !refusal.detail.empty());
    require(slow.refusal().status == refusal.status && slow.refusal().detail == refusal.detail);
  }
  if (state != HeadReader::State::complete) return 0;
  require(slow.size() == whole.size() && same(slow.head(), whole.head()));
  require(whole.size() <= size && text.substr(0, whole.size()).ends_with("\r\n"));
  require(whole.head().target.starts_with('/') || whole.head().target == "*");

  const std::string again = written(whole.head());
  HeadReader second;
  require(second.read(again) == HeadReader::State::complete && second.size() == again.size());
  require(same(second.head(), whole.head()));
  return 0;
}
