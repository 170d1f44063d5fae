// The bytes of a checkpoint. Where one of these values changes, checkpoints that lie on disk change their meaning:
// kCheckpointFormat has to change with it, and the value here.
#include "learn/checkpoint/checkpoint_rows.h"

#include <catch2/catch.hpp>

#include "base/hex.h"

namespace suggestd::learn {
namespace {

using std::chrono::microseconds;

PersonRecord person() {
  PersonRecord record;
  record.key.assign("u12680");
  record.own.baskets = {{7, Timestamp(microseconds(11)), 0, 1}};
  record.own.lines = {{ProductRow{3}, 2.5F}};
  record.own.interests = {{ProductRow{4}, 1, 2, 3, Timestamp(microseconds(5)), Timestamp(microseconds(6)),
                           Timestamp(microseconds(7))}};
  record.visitors = {UserRow{9}};
  record.same_as = UserRow{8};
  record.consent = Consent::no;
  record.properties_json.assign(R"({"tier":1})");
  record.learned = {{3, 4}, {1.0F, 0.5F}};
  record.vector = {1.0F, -1.0F};
  record.waiting = true;
  record.rate = {100, 2, ProductRow{4}, 1};
  return record;
}

ProductRecord product() {
  ProductRecord record;
  record.id.assign("22613");
  record.product = Product{};
  record.product->product_id.assign("22613");
  record.product->title.assign("Tea cup");
  record.state.popular = DecayedCount::restored(1.5, 2);
  record.state.first_seen = Timestamp(microseconds(13));
  record.buyers = {UserRow{1}, UserRow{2}};
  record.vector = {0.5F};
  record.numbers = {0.25F, 1.0F, 2.0F, 3.0F};
  record.touches = 4;
  record.neighbours_wait = true;
  return record;
}

ModelRecord model() {
  ModelRecord record;
  record.options.assign("the options");
  record.clock = {Timestamp(microseconds(1)), Timestamp(microseconds(2)), Timestamp(microseconds(3)),
                  microseconds(4), Sequence{5}};
  record.trained = true;
  record.weights = {0.5F, 1.0F, 2.0F};
  record.user_gram = {{1.5}, 6};
  record.product_gram = {{2.5}, 7};
  record.trained_interactions = 8;
  record.renewed_interactions = 9;
  record.sweep_next = 10;
  record.neighbours_next = 11;
  record.deferring = true;
  record.baskets = 12;
  record.forgotten = 13;
  record.trained_forgotten = 14;
  record.attributes = 15;
  record.catalogue_whole = true;
  record.unlikely = {16, {UserRow{17}}};
  return record;
}

TEST_CASE("the rows of checkpoint format 4 keep their bytes") {
  REQUIRE(kCheckpointFormat == 4);
  CHECK(hex(row_key(kPersonPrefix, 258)) == "7000000102");
  CHECK(hex(encode(person())) ==
        "0306753132363830051807000000000000000b00000000000000000000000100000007080300000000002040"
        "0928040000000100000002000000030000000500000000000000060000000000000007000000000000000b04"
        "090000000c080e01110a7b2274696572223a317d1308030000000400000015080000803f0000003f17080000"
        "803f000080bf18011b1064000000020000000400000001000000");
  CHECK(hex(encode(product())) ==
        "030532323631330510030532323631330507546561206375700730000000000000f83f020000000000000000"
        "0000000000f0ff0000000000000000000000000000f0ff0000000000000000081a0b0801000000020000000d"
        "040000003f0e04100113100000803e0000803f0000004000004040");
  CHECK(hex(encode(NeighbourRecord{{{1, 0.5F}}, {{2, -0.5F}}})) ==
        "03000308010000000000003f050802000000000000bf");
  CHECK(hex(encode(BlendRecord{{1, 2, 3, 4, 0.5, 6}, {{1, 0.5F}}, {{2, 0.25F}}})) ==
        "0330000000000000f03f000000000000004000000000000008400000000000001040000000000000e03f0000"
        "0000000018400508010000000000003f0708020000000000803e");
  CHECK(hex(encode(AttributeRecord{"category:Tea", {0.5F}})) == "030c63617465676f72793a54656105040000003f");
  CHECK(hex(encode(model())) ==
        "0204050b746865206f7074696f6e73060208040a010d0c0000003f0000803f000000400f08000000000000f8"
        "3f10061308000000000000044014071608180a1a011c0c2c0f2e0d300e3209340b360638083a053c013e1041"
        "0411000000");
}

TEST_CASE("the rows of a checkpoint come back as they were written") {
  CHECK(*row_of_key(row_key(kPersonPrefix, 258)) == 258);
  CHECK(*decode_person(encode(person())) == person());
  CHECK(*decode_product_row(encode(product())) == product());
  const auto read = decode_model(encode(model()));
  REQUIRE(read.ok());
  CHECK(encode(*read) == encode(model()));
}

TEST_CASE("a product without a single field is no deleted product") {
  ProductRecord record = product();
  record.product = Product();
  CHECK(decode_product_row(encode(record))->product.has_value());
  record.product.reset();
  CHECK_FALSE(decode_product_row(encode(record))->product.has_value());
}

TEST_CASE("a row of a checkpoint that was cut off is refused, not taken for less") {
  const std::string whole = encode(model());
  const std::string_view cut = std::string_view(whole).substr(0, whole.size() - 1);
  CHECK(decode_model(cut).error().kind() == ErrorKind::corrupt);
  CHECK(decode_person("\xFF").error().kind() == ErrorKind::corrupt);
  CHECK(decode_product_row("\xFF").error().kind() == ErrorKind::corrupt);
}

}  // namespace
}  // namespace suggestd::learn
