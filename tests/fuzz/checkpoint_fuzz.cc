// Rows of a damaged checkpoint: the decoder refuses them or gives a record that encodes to the same bytes
// when it is decoded again. The first byte chooses the kind.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "learn/checkpoint/checkpoint_rows.h"
#include "learn/checkpoint/set_aside.h"

namespace {

using namespace suggestd::learn;

template <class Decode>
void check(std::string_view bytes, Decode decode) {
  const auto record = decode(bytes);
  if (!record) return;
  const std::string written = encode(*record);
  const auto again = decode(written);
  // Compares bytes, because a NaN in a vector is not equal to itself.
  if (!again || encode(*again) != written) std::abort();
}

void check_aside(std::string_view bytes) {
  const auto list = SetAside::decode(bytes);
  if (!list) return;
  const std::string written = list->encode();
  const auto again = SetAside::decode(written);
  if (!again || again->encode() != written) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 7) {
    case 0:
      check(bytes, decode_person);
      break;
    case 1:
      check(bytes, decode_product_row);
      break;
    case 2:
      check(bytes, decode_neighbours);
      break;
    case 3:
      check(bytes, decode_blend);
      break;
    case 4:
      check(bytes, decode_attribute);
      break;
    case 5:
      check_aside(bytes);
      break;
    default:
      check(bytes, decode_model);
  }
  return 0;
}
