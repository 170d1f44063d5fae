#include "records/change_codec.h"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "records/arbitrary.h"
#include "records/thing_codec.h"

namespace suggestd {
namespace {

TEST_CASE("every change survives its bytes") {
  CHECK(rc::check([] {
    const Change change = arbitrary::change();
    const Result<Change> back = decode_record(encode_record(change));
    RC_ASSERT(back.ok());
    RC_ASSERT(*back == change);
  }));
}

TEST_CASE("the short ways to encode a payload give the same bytes as the general one") {
  CHECK(rc::check([] {
    const Order order = arbitrary::order();
    const Event event = arbitrary::event();
    const Product product = arbitrary::product();
    const auto general = [](ChangeKind kind, auto payload, std::string id) {
      Change change{{}, kind, ChangeOp::put, 0, {}, std::move(id), std::move(payload)};
      return encode_record(change).substr(kRecordHeaderBytes);
    };
    std::string placed, added, put;
    append_placed_payload(placed, order);
    append_event_payload(added, event);
    append_product_payload(put, product);
    RC_ASSERT(placed == general(ChangeKind::order, OrderChange{order, std::nullopt}, order.order_id));
    RC_ASSERT(added == general(ChangeKind::event, event, event.event_id));
    RC_ASSERT(put == general(ChangeKind::product, product, product.product_id));
  }));
}

TEST_CASE("a record cut short or changed in one byte gives an answer, never a crash") {
  CHECK(rc::check([] {
    std::string bytes = encode_record(arbitrary::change());
    const std::size_t place = *rc::gen::inRange<std::size_t>(0, bytes.size());
    (void)decode_record(std::string_view(bytes).substr(0, place));
    bytes[place] = static_cast<char>(*rc::gen::inRange(0, 256));
    (void)decode_record(bytes);
  }));
}

TEST_CASE("the header says what it is, without the payload") {
  std::string bytes;
  append_record_header(
      bytes, {ChangeKind::product, ChangeOp::deleted, 7, Timestamp(std::chrono::seconds(99)), true});
  REQUIRE(bytes.size() == kRecordHeaderBytes);
  const Result<RecordHeader> header = decode_record_header(bytes);
  REQUIRE(header.ok());
  CHECK(header->kind == ChangeKind::product);
  CHECK(header->op == ChangeOp::deleted);
  CHECK(header->key_id == 7);
  CHECK(header->at == Timestamp(std::chrono::seconds(99)));
  CHECK(header->continues_batch);
  CHECK(decode_record(bytes).error().kind() == ErrorKind::unsupported);  // sealed
}

TEST_CASE("a record of a newer format is refused in words") {
  std::string bytes = encode_record(Change{});
  bytes[0] = 2;
  const Result<Change> read = decode_record(bytes);
  REQUIRE(!read.ok());
  CHECK(read.error().kind() == ErrorKind::unsupported);
  CHECK(read.error().message() == "a log record has format 2; this version reads up to 1");
}

TEST_CASE("fields of a later version are stepped over") {
  User user;
  user.user_id = "12680";
  std::string bytes = encode_user(user);
  FieldWriter later(bytes);
  later.number(900, 5);
  later.text(901, "a field that this version does not know");
  const Result<User> read = decode_user(bytes);
  REQUIRE(read.ok());
  CHECK(*read == user);
}

// The bytes are a promise: a store written by this version is read by every later one.
TEST_CASE("the bytes of a record never change") {
  Order order;
  order.order_id = "581587";
  order.user_id = "12680";
  order.placed_at = Timestamp(std::chrono::seconds(1));
  order.currency = *Currency::parse("GBP");
  order.lines.push_back({"22613", "", pieces(12), {85, order.currency}, {}, "", "", Quantity{0}});
  Change change{
      Sequence{}, ChangeKind::order,     ChangeOp::placed, 0, Timestamp(std::chrono::microseconds(258)),
      "581587",   OrderChange{order, {}}};
  const std::string expected = {
      1,  1,      1,      0,   0,   0,   0,   0,   2,   1, 0,      0,      0,   0,   0,      0,  // header
      5,  40,                                                                              // order_after
      3,  6,      '5',    '8', '1', '5', '8', '7', 5,   5, '1',    '2',    '6', '8', '0',  // order and user
      10, '\x80', '\x89', 122,                                                             // placed_at
      15, 3,      'G',    'B', 'P',                                                        // currency
      19, 14,     3,      5,   '2', '2', '6', '1', '3', 6, '\xC0', '\xBB', 1,   8,   '\xAA', 1,  // line
  };
  std::string bytes = encode_record(change);
  CHECK(bytes == expected);
}

}  // namespace
}  // namespace suggestd
