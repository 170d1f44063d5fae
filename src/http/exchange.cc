#include "http/exchange.h"

#include <cassert>
#include <charconv>

namespace suggestd::http {
namespace {

template <class Name>
const std::string* find(const std::vector<std::pair<Name, std::string>>& values, std::string_view name) {
  for (const auto& [key, value] : values) {
    if (key == name) return &value;
  }
  return nullptr;
}

// Requires: read_query() has checked that it is a number.
template <class Number>
Number to_number(const std::string* text) {
  Number number = 0;
  if (text != nullptr) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

}  // namespace

std::string Request::client() const { return from.address ? from.address->network().text() : ""; }

std::string_view Request::path_value(std::string_view name) const {
  const std::string* value = find(path_values, name);
  assert(value != nullptr);
  return value != nullptr ? std::string_view(*value) : std::string_view();
}

bool Request::has(std::string_view name) const { return find(query_values, name) != nullptr; }

std::string_view Request::text(std::string_view name) const {
  const std::string* value = find(query_values, name);
  return value != nullptr ? std::string_view(*value) : std::string_view();
}

std::int64_t Request::integer(std::string_view name) const {
  return to_number<std::int64_t>(find(query_values, name));
}

double Request::number(std::string_view name) const { return to_number<double>(find(query_values, name)); }

bool Request::flag(std::string_view name) const {
  const std::string_view value = text(name);
  return value == "1" || value == "true";
}

void add_repeated(Response& response, bool repeated) {
  if (repeated) response.header("Idempotent-Replayed", "true");
}

Response json_response(int status, std::string body) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

}  // namespace suggestd::http
