// Bytes of a damaged log: the decoder refuses them or gives a change that can be encoded again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "records/change_codec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto change = suggestd::decode_record({reinterpret_cast<const char*>(data), size});
  if (!change.ok()) return 0;
  const auto again = suggestd::decode_record(suggestd::encode_record(change.value()));
  if (!again.ok() || !(again.value() == change.value())) std::abort();
  return 0;
}
