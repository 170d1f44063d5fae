#include "store/tables/receipt.h"

#include <catch2/catch.hpp>

#include "base/secret.h"

namespace suggestd::store {
namespace {

ErasureReceipt receipt() {
  ErasureReceipt receipt;
  receipt.id = std::string("01RECEIPT");
  receipt.phase = ErasurePhase::telling;
  receipt.asked_at = Timestamp(std::chrono::microseconds(7));
  receipt.record = Sequence{9};
  receipt.people = {{PersonIdKind::user, "u"}, {PersonIdKind::anonymous, "a"}};
  receipt.orders = {"o"};
  receipt.looked_up_to = Sequence{8};
  receipt.stubs = {{Sequence{1}, Sequence{3}}};
  receipt.order_records = 2;
  receipt.event_records = 1;
  receipt.profiles = 1;
  receipt.order_count = 1;
  return receipt;
}

TEST_CASE("the bytes of a receipt never change") {
  const std::string bytes = encode_receipt(receipt());
  CHECK(to_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}) ==
        "03093031524543454950540402060e08000a090d0275750d0261610f016f10081304020104031402160118001a011c01");
  CHECK(*decode_receipt(bytes) == receipt());
  ErasureReceipt with_exports = receipt();
  with_exports.exports_removed = {"f", "g"};
  CHECK(encode_receipt(with_exports) == bytes +
                                            "\x1f\x01"
                                            "f\x1f\x01"
                                            "g");
  CHECK(*decode_receipt(encode_receipt(with_exports)) == with_exports);
}

TEST_CASE("a damaged receipt is told") {
  std::string bytes = encode_receipt(receipt());
  bytes.pop_back();
  CHECK(decode_receipt(bytes).error().kind() == ErrorKind::corrupt);
}

TEST_CASE("sequences next to each other become one range") {
  std::vector<SequenceRange> ranges;
  for (const std::uint64_t sequence : {1, 2, 4, 5, 9}) add_to_ranges(ranges, Sequence{sequence});
  CHECK(ranges == std::vector<SequenceRange>{
                      {Sequence{1}, Sequence{2}}, {Sequence{4}, Sequence{5}}, {Sequence{9}, Sequence{9}}});
}

}  // namespace
}  // namespace suggestd::store
