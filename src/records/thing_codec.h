// Orders, events, products and users as bytes (records/wire.h), alone for the tables and nested in the
// records of the log (records/change_codec.h). Equal things have equal bytes.
//
// The field numbers, in thing_codec.cc, are on disk: never change or reuse one. Hostile bytes give an error
// of kind corrupt, never a crash.
//
// Threads  pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "records/event.h"
#include "records/order.h"
#include "records/product.h"
#include "records/user.h"
#include "records/wire.h"

namespace suggestd {

std::string encode_order(const Order& order);
std::string encode_product(const Product& product);
std::string encode_user(const User& user);
Result<Order> decode_order(std::string_view bytes);
Result<Product> decode_product(std::string_view bytes);
Result<User> decode_user(std::string_view bytes);

// The fields alone, for a record that nests them.
void write_fields(FieldWriter& out, const Order& order);
void write_fields(FieldWriter& out, const Event& event);
void write_fields(FieldWriter& out, const Product& product);
void write_fields(FieldWriter& out, const User& user);
// Adds the fields to a thing that has its defaults; false if the bytes are malformed.
bool read_fields(std::string_view bytes, Order& order);
bool read_fields(std::string_view bytes, Event& event);
bool read_fields(std::string_view bytes, Product& product);
bool read_fields(std::string_view bytes, User& user);

}  // namespace suggestd
