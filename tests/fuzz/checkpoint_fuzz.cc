// Rows of a damaged checkpoint: decoding refuses them or gives a record that encodes to the bytes of its
// like. The first byte chooses the kind.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "learn/checkpoint_rows.h"

namespace {

using namespace suggestd::learn;

template <class Decode>
void check(std::string_view bytes, Decode decode) {
  const auto record = decode(bytes);
  if (!record) return;
  const std::string written = encode(*record);
  const auto again = decode(written);
  // By bytes: a NaN in a vector is not equal to itself.
  if (!again || encode(*again) != written) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 6) {
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
    default:
      check(bytes, decode_model);
  }
  return 0;
}
