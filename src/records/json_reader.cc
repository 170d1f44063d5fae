#include "records/json_reader.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/ids.h"
#include "base/json_tree.h"
#include "base/unique_id.h"
#include "records/currencies.h"
#include "records/duplicate_key.h"
#include "records/field_hints.h"
#include "records/json_place.h"
#include "records/record_limits.h"

namespace suggestd {
namespace {

std::string_view type_in_words(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return "null";
    case Json::value_t::object:
      return "an object";
    case Json::value_t::array:
      return "an array";
    case Json::value_t::string:
      return "text";
    case Json::value_t::boolean:
      return "true or false";
    default:
      return "a number";
  }
}

std::string expected(std::string_view what, const Json& found) {
  return fmt::format("must be {}, but is {}", what, type_in_words(found));
}

struct Shape {
  std::size_t depth = 0;   // deepest nesting of brackets
  std::size_t values = 1;  // at most; names and empty brackets count too
};

// Counts brackets and values outside of strings. The text may be no JSON at all: the parser refuses every
// text that this misjudges.
Shape shape_of(std::string_view text) {
  std::size_t depth = 0;
  Shape shape;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      shape.depth = std::max(shape.depth, ++depth);
      ++shape.values;
    } else if (c == ',') {
      ++shape.values;
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return shape;
}

// "~" and "/" have a meaning of their own in a pointer (RFC 6901, section 3).
std::string escaped(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == '~') {
      text += "~0";
    } else if (c == '/') {
      text += "~1";
    } else {
      text += c;
    }
  }
  return text;
}

// At most `bytes` of a text, which ends in "..." if something of it is missing. Never cuts a letter in two.
std::string shortened(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  std::size_t end = bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "...";
}

std::string unknown_field(std::string_view name, const std::vector<std::string_view>& known) {
  if (const auto likely = likely_field(name, known))
    return fmt::format("is unknown; did you mean '{}'?", *likely);
  if (std::find(known.begin(), known.end(), "properties") != known.end())
    return "is unknown; what has no field of its own belongs into properties";
  return fmt::format("is unknown; the fields here are {}", fmt::join(known, ", "));
}

Status check_text(std::string_view text) {
  if (text.size() <= kMaxTextBytes) return {};
  return invalid(fmt::format("has {} bytes; text has at most {}", text.size(), kMaxTextBytes));
}

}  // namespace

Result<JsonDocument> parse_json(std::string_view text) {
  if (text.size() > kMaxJsonBytes) {
    return invalid_field("", fmt::format("has {} bytes; at most {} are taken", text.size(), kMaxJsonBytes));
  }
  if (std::string unlike = unlike_json(text); !unlike.empty()) return invalid_field("", std::move(unlike));
  const Shape shape = shape_of(text);
  if (shape.depth > kMaxJsonDepth) {
    return invalid_field("", fmt::format("is nested deeper than {} levels", kMaxJsonDepth));
  }
  if (shape.values > kMaxJsonValues) {
    return invalid_field("", fmt::format("has more than {} values", kMaxJsonValues));
  }
  // The parser takes a NUL for the end of the text and would drop what comes after it.
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    return invalid_field("", json_fault(text, nul));
  }
  try {
    JsonDocument document(text);
    if (document.names_twice()) {
      return invalid_field(first_duplicate_key(text), "is named twice in one object; which of them counts?");
    }
    return document;
  } catch (const Json::parse_error& problem) {
    // The library counts from 1, and up to the last byte that it has looked at.
    return invalid_field("", json_fault(text, problem.byte > 0 ? problem.byte - 1 : 0));
  } catch (const Json::exception&) {
    return invalid_field("", "has a number that does not fit");
  }
}

void FieldErrors::add(std::string_view pointer, std::string_view detail) {
  // Whoever needs a field sees that it was not read; one that was told to be wrong is there.
  const bool told = std::ranges::find(fields_, pointer, &FieldError::pointer) != fields_.end();
  if (told && detail.starts_with("is missing")) return;
  if (++count_ > kMost) return;
  fields_.push_back({shortened(pointer, kTextBytes), shortened(detail, kTextBytes)});
}

Error FieldErrors::error() const {
  const FieldError& first = fields_.front();
  std::string message = fmt::format("{}: {}", first.pointer.empty() ? "body" : first.pointer, first.detail);
  if (count_ > 1) message += fmt::format(" (and {} more)", count_ - 1);
  Error error = invalid(std::move(message));
  for (const FieldError& field : fields_) error.add_field(field.pointer, field.detail);
  if (count_ > kMost) error.add_field("", fmt::format("and {} more, which are not listed", count_ - kMost));
  return error;
}

ObjectReader::ObjectReader(const Json& object, std::string pointer, FieldErrors& errors)
    : object_(object), pointer_(std::move(pointer)), errors_(errors) {
  if (!object_.is_object()) errors_.add(pointer_, expected("an object", object_));
}

const Json* ObjectReader::field(std::string_view name, Need need) {
  named_.push_back(name);
  if (!object_.is_object()) return nullptr;
  const auto found = object_.find(name);
  if (found != object_.end() && !found->is_null()) return &*found;
  if (need == Need::required) bad(name, "is missing");
  return nullptr;
}

const Json* ObjectReader::text_field(std::string_view name, Need need) {
  const Json* found = field(name, need);
  if (found == nullptr || found->is_string()) return found;
  bad(name, expected("text", *found));
  return nullptr;
}

const Json* ObjectReader::array(std::string_view name, Need need) {
  const Json* found = field(name, need);
  if (found == nullptr || found->is_array()) return found;
  bad(name, expected("an array", *found));
  return nullptr;
}

void ObjectReader::id(std::string_view name, Need need, std::string& value) {
  const Json* found = text_field(name, need);
  if (found == nullptr) return;
  const auto& text = found->get_ref<const std::string&>();
  // Connectors send "" for an id that they do not have; that is an error only where an id is required.
  if (text.empty() && need == Need::optional) return;
  const Status good = check_id(text);
  if (!good) return bad(name, good.error().message());
  value = text;
}

void ObjectReader::recommendation_id(std::string_view name, std::string& value) {
  std::string read;
  id(name, Need::optional, read);
  if (read.empty()) return;
  if (!parse_ulid(read)) {
    return bad(name,
               fmt::format("'{}' is no recommendation id; send the `recommendation_id` of a list as it was "
                           "answered, or leave it out",
                           read));
  }
  value = std::move(read);
}

void ObjectReader::not_empty(std::string_view name, std::string_view instead) {
  if (!object_.is_object()) return;
  const auto found = object_.find(name);
  if (found == object_.end()) return;
  const bool no_text = found->is_string() && found->get_ref<const std::string&>().empty();
  if (found->is_null() || no_text || (found->is_array() && found->empty()))
    bad(name, fmt::format("is {}; {}", found->is_null() ? "null" : "empty", instead));
}

void ObjectReader::text(std::string_view name, std::string& value) {
  const Json* found = text_field(name, Need::optional);
  if (found == nullptr) return;
  const auto& text = found->get_ref<const std::string&>();
  const Status good = check_text(text);
  if (!good) return bad(name, good.error().message());
  value = text;
}

void ObjectReader::time(std::string_view name, Need need, Timestamp& value) {
  const Json* found = text_field(name, need);
  if (found == nullptr) return;
  const Result<Timestamp> time = parse_rfc3339(found->get_ref<const std::string&>());
  if (!time) return bad(name, time.error().message());
  value = *time;
}

void ObjectReader::time(std::string_view name, std::optional<Timestamp>& value) {
  const Json* found = text_field(name, Need::optional);
  if (found == nullptr) return;
  const Result<Timestamp> time = parse_rfc3339(found->get_ref<const std::string&>());
  if (!time) return bad(name, time.error().message());
  value = *time;
}

void ObjectReader::quantity(std::string_view name, Need need, Quantity& value) {
  const Json* found = field(name, need);
  if (found != nullptr) number_of_pieces(name, *found, 1, value);
}

void ObjectReader::quantity(std::string_view name, std::optional<Quantity>& value) {
  const Json* found = field(name, Need::optional);
  if (found != nullptr) number_of_pieces(name, *found, 1, value.emplace());
}

void ObjectReader::refunded(std::string_view name, Quantity& value) {
  const Json* found = field(name, Need::optional);
  if (found != nullptr) number_of_pieces(name, *found, 0, value);
}

void ObjectReader::number_of_pieces(std::string_view name, const Json& found, std::int64_t least,
                                    Quantity& value) {
  if (!found.is_number()) return bad(name, expected("a number", found));
  const double number = found.get<double>();
  if (!(number <= static_cast<double>(kMaxPieces))) return bad(name, fmt::format("is above {}", kMaxPieces));
  const double thousandths = std::round(number * 1000);
  if (std::abs(number * 1000 - thousandths) > 1e-4)
    return bad(name, "has more than three digits after the point");
  if (!(thousandths >= static_cast<double>(least))) {
    return bad(name, least > 0 ? "must be above 0; what comes back is a refund" : "must not be below 0");
  }
  value.thousandths = static_cast<std::int64_t>(thousandths);
}

void ObjectReader::currency(std::string_view name, Need need, Currency& value) {
  const Json* found = text_field(name, need);
  if (found == nullptr) return;
  const Result<Currency> currency = Currency::parse(found->get_ref<const std::string&>());
  if (!currency) return bad(name, currency.error().message());
  if (!is_listed(*currency))
    return bad(name,
               fmt::format("'{}' is no currency of ISO 4217; one looks like \"GBP\"", currency->code()));
  value = *currency;
}

void ObjectReader::money(std::string_view name, Need need, Currency currency, Money& value) {
  const Json* found = field(name, need);
  if (found == nullptr) return;
  if (!found->is_string()) return bad(name, expected("decimal text such as \"0.85\"", *found));
  const Result<Money> money = parse_money(found->get_ref<const std::string&>(), currency);
  if (!money) return bad(name, money.error().message());
  if (money->minor < 0) return bad(name, "must not be below 0");
  value = *money;
}

void ObjectReader::flag(std::string_view name, bool& value) {
  const Json* found = field(name, Need::optional);
  if (found == nullptr) return;
  if (!found->is_boolean()) return bad(name, expected("true or false", *found));
  value = found->get<bool>();
}

void ObjectReader::whole(std::string_view name, std::optional<std::int64_t>& value) {
  const Json* found = field(name, Need::optional);
  if (found == nullptr) return;
  const bool fits = found->is_number_integer() &&
                    (!found->is_number_unsigned() || found->get<std::uint64_t>() <= std::uint64_t{1} << 62);
  if (!fits) return bad(name, expected("a whole number", *found));
  value = found->get<std::int64_t>();
}

void ObjectReader::properties(std::string_view name, std::string& value) {
  const Json* found = field(name, Need::optional);
  if (found == nullptr) return;
  if (!found->is_object()) return bad(name, expected("an object", *found));
  // Written again with sorted keys and no blanks, so that the same properties are the same text.
  value = found->empty() ? std::string() : json_text(*found);
  const Status good = check_text(value);
  if (!good) bad(name, good.error().message());
}

void ObjectReader::described(std::string_view name, std::string& value) {
  properties(name, value);
  if (value.empty()) return;
  for (FieldError& beyond : beyond_limits(*object_.find(name), pointer_to(name)))
    errors_.add(std::move(beyond.pointer), std::move(beyond.detail));
}

template <class Check>
void ObjectReader::list(std::string_view name, std::vector<std::string>& values, Check check) {
  const Json* found = array(name, Need::optional);
  if (found == nullptr) return;
  for (std::size_t i = 0; i < found->size(); ++i) {
    const Json& element = (*found)[i];
    const std::string place = fmt::format("{}/{}", pointer_to(name), i);
    if (!element.is_string()) {
      errors_.add(place, expected("text", element));
      continue;
    }
    const Status good = check(element.get_ref<const std::string&>());
    if (!good) errors_.add(place, good.error().message());
    values.push_back(element.get<std::string>());
  }
}

void ObjectReader::texts(std::string_view name, std::vector<std::string>& values) {
  list(name, values, check_text);
}

void ObjectReader::ids(std::string_view name, std::vector<std::string>& values) {
  list(name, values, check_id);
}

std::string ObjectReader::pointer_to(std::string_view name) const { return pointer_ + "/" + escaped(name); }

void ObjectReader::finish() {
  if (!object_.is_object()) return;
  for (const auto& [name, value] : object_.items()) {
    if (std::find(named_.begin(), named_.end(), name) != named_.end()) continue;
    bad(name, errors_.full() ? std::string("is unknown") : unknown_field(name, named_));
  }
}

}  // namespace suggestd
