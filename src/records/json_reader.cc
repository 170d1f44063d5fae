#include "records/json_reader.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/ids.h"
#include "base/nearest_name.h"

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

// Deepest nesting of brackets outside of strings. Good enough for text that may be no JSON at all: what
// this misjudges, the parser refuses.
std::size_t nesting(std::string_view text) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return deepest;
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

Status check_text(std::string_view text) {
  if (text.size() <= kMaxTextBytes) return {};
  return invalid(fmt::format("has {} bytes; text has at most {}", text.size(), kMaxTextBytes));
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  if (text.size() > kMaxJsonBytes) {
    return invalid_field("", fmt::format("has {} bytes; at most {} are taken", text.size(), kMaxJsonBytes));
  }
  if (nesting(text) > kMaxJsonDepth) {
    return invalid_field("", fmt::format("is nested deeper than {} levels", kMaxJsonDepth));
  }
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& problem) {
    return invalid_field("", fmt::format("is no JSON from byte {} on", problem.byte));
  } catch (const Json::exception&) {
    return invalid_field("", "has a number that does not fit");
  }
}

void FieldErrors::add(std::string pointer, std::string detail) {
  fields_.push_back({std::move(pointer), std::move(detail)});
}

Error FieldErrors::error() const {
  const FieldError& first = fields_.front();
  std::string message = fmt::format("{}: {}", first.pointer.empty() ? "body" : first.pointer, first.detail);
  if (fields_.size() > 1) message += fmt::format(" (and {} more)", fields_.size() - 1);
  Error error = invalid(std::move(message));
  for (const FieldError& field : fields_) error.add_field(field.pointer, field.detail);
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
  // Connectors send "" for what they do not have; only where an id is needed is that an error.
  if (text.empty() && need == Need::optional) return;
  const Status good = check_id(text);
  if (!good) return bad(name, good.error().message());
  value = text;
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
  value = found->empty() ? std::string() : found->dump();
  const Status good = check_text(value);
  if (!good) bad(name, good.error().message());
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
    const auto nearest = nearest_name(name, named_);
    bad(name, nearest ? fmt::format("is unknown; did you mean '{}'?", *nearest)
                      : std::string("is unknown; what has no field of its own belongs into properties"));
  }
}

}  // namespace suggestd
