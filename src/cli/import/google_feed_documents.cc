#include "cli/import/google_feed_documents.h"

#include <expat.h>

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/time.h"
#include "records/csv_reader.h"

namespace suggestd::cli {
namespace {

using nlohmann::json;
using Items = std::deque<std::pair<std::size_t, FeedItem>>;

constexpr std::size_t kMaxFieldBytes = 64 * 1024;
constexpr int kChunkBytes = 64 * 1024;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// "9.99 EUR".
bool read_price(std::string_view text, json& product) {
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos) return false;
  product["price"] = text.substr(0, blank);
  product["currency"] = trimmed(text.substr(blank));
  return true;
}

// "2027-07-11T11:07+0100" as RFC 3339; the text itself if it is not of that form.
std::string iso_time(std::string text) {
  const std::size_t zone = text.find_first_of("+-Z", text.find('T') + 1);
  if (text.find('T') == std::string::npos || zone == std::string::npos) return text;
  if (text.size() == zone + 5) text.insert(zone + 3, ":");
  if (zone == std::string_view("2027-07-11T11:07").size()) text.insert(zone, ":00");
  return text;
}

// Whether "2027-02-24T11:07+0100/2027-03-01T23:07+0100" holds now; true for what is no such pair.
bool in_effect(std::string_view pair) {
  const std::size_t slash = pair.find('/');
  if (slash == std::string_view::npos) return true;
  const auto from = parse_rfc3339(iso_time(std::string(pair.substr(0, slash))));
  const auto until = parse_rfc3339(iso_time(std::string(pair.substr(slash + 1))));
  return !from || !until || (*from <= now() && now() < *until);
}

// A field that comes several times becomes an array.
void add_property(json& product, const std::string& name, const std::string& text) {
  json& value = product["properties"][name];
  if (value.is_null()) {
    value = text;
  } else if (value.is_array()) {
    value.push_back(text);
  } else {
    value = json::array({value, text});
  }
}

// The field's place in the API's product, "" if it is one of `properties`.
std::string_view place_of(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kPlaces = {
      {{"id", "product_id"},
       {"title", "title"},
       {"description", "description"},
       {"link", "link"},
       {"image_link", "image"},
       {"brand", "brand"},
       {"item_group_id", "group_id"}}};
  const auto found =
      std::find_if(kPlaces.begin(), kPlaces.end(), [&](const auto& place) { return place.first == name; });
  return found == kPlaces.end() ? std::string_view() : found->second;
}

}  // namespace

Result<std::string> product_json_of(const FeedItem& item) {
  json product = json::object();
  bool on_sale = false;
  const bool sale_now = std::all_of(item.begin(), item.end(), [](const auto& field) {
    return field.first != "sale_price_effective_date" || in_effect(field.second);
  });
  for (const auto& [name, text] : item) {
    if (text.empty()) continue;
    if (const std::string_view place = place_of(name); !place.empty()) {
      product[std::string(place)] = text;
    } else if (name == "price" || name == "sale_price") {
      if (name == "price" ? on_sale : !sale_now) continue;
      if (!read_price(text, product))
        return invalid(fmt::format("{} '{}' must be like 9.99 EUR", name, text));
      on_sale = name == "sale_price";
    } else if (name == "availability") {
      if (text == "out_of_stock" || text == "out of stock") product["stock"] = 0;
      add_property(product, name, text);
    } else if (name == "expiration_date") {
      product["available_until"] = iso_time(text);
    } else if (name == "product_type" || name == "google_product_category") {
      product["categories"].push_back(text);
    } else {
      add_property(product, name, text);
    }
  }
  if (!product.contains("product_id")) return invalid("an item without an id");
  return product.dump();
}

// --- XML

class GoogleFeedDocuments::Xml final : public Reader {
 public:
  explicit Xml(std::istream& in) : in_(in), parser_(XML_ParserCreate(nullptr)) {
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(parser_, begin_element, end_element);
    XML_SetCharacterDataHandler(parser_, text);
  }
  ~Xml() override { XML_ParserFree(parser_); }
  Xml(const Xml&) = delete;
  Xml& operator=(const Xml&) = delete;

  Result<bool> read(Items& items) override {
    items_ = &items;
    if (done_) return false;
    void* buffer = XML_GetBuffer(parser_, kChunkBytes);
    if (buffer == nullptr) return internal_error("no memory for the XML parser");
    in_.read(static_cast<char*>(buffer), kChunkBytes);
    done_ = in_.gcount() < kChunkBytes;
    if (XML_ParseBuffer(parser_, static_cast<int>(in_.gcount()), done_ ? 1 : 0) == XML_STATUS_ERROR) {
      done_ = true;
      return invalid(fmt::format("line {}, column {}: {}; what follows is left out",
                                 XML_GetCurrentLineNumber(parser_), XML_GetCurrentColumnNumber(parser_) + 1,
                                 XML_ErrorString(XML_GetErrorCode(parser_))));
    }
    return true;
  }

 private:
  static std::string_view local_name(const char* name) {
    const std::string_view full(name);
    const std::size_t colon = full.rfind(':');
    return colon == std::string_view::npos ? full : full.substr(colon + 1);
  }

  static void begin_element(void* self, const char* name, const char** attributes) {
    Xml& reader = *static_cast<Xml*>(self);
    const std::string_view local = local_name(name);
    ++reader.depth_;
    if (reader.item_depth_ == 0 && (local == "item" || local == "entry")) {
      reader.item_depth_ = reader.depth_;
      reader.item_line_ = XML_GetCurrentLineNumber(reader.parser_);
      reader.item_.clear();
    } else if (reader.item_depth_ != 0 && reader.depth_ == reader.item_depth_ + 1) {
      reader.field_.clear();
      // Atom's <link href="..."/>
      for (; local == "link" && *attributes != nullptr; attributes += 2) {
        if (std::string_view(attributes[0]) == "href") reader.field_ = attributes[1];
      }
    }
  }

  static void end_element(void* self, const char* name) {
    Xml& reader = *static_cast<Xml*>(self);
    if (reader.item_depth_ != 0 && reader.depth_ == reader.item_depth_) {
      reader.items_->emplace_back(reader.item_line_, std::move(reader.item_));
      reader.item_.clear();
      reader.item_depth_ = 0;
    } else if (reader.item_depth_ != 0 && reader.depth_ == reader.item_depth_ + 1) {
      reader.item_.emplace_back(local_name(name), trimmed(reader.field_));
    }
    --reader.depth_;
  }

  static void text(void* self, const char* letters, int count) {
    Xml& reader = *static_cast<Xml*>(self);
    // Of the field itself, not of what is nested in it (shipping, tax).
    const bool wanted = reader.item_depth_ != 0 && reader.depth_ == reader.item_depth_ + 1 &&
                        reader.field_.size() < kMaxFieldBytes;
    if (wanted) reader.field_.append(letters, static_cast<std::size_t>(count));
  }

  std::istream& in_;
  XML_Parser parser_;
  Items* items_ = nullptr;
  int depth_ = 0;
  int item_depth_ = 0;  // 0: outside of an item
  std::size_t item_line_ = 0;
  FeedItem item_;
  std::string field_;
  bool done_ = false;
};

// --- Tab-separated text

class GoogleFeedDocuments::Tsv final : public Reader {
 public:
  explicit Tsv(std::istream& in) : csv_(in, '\t') {}

  Result<bool> read(Items& items) override {
    std::vector<std::string> fields;
    if (header_.empty()) {
      if (csv_.next(header_) != CsvReader::Row::good)
        return invalid("the file is neither XML nor tab-separated text");
      for (std::string& name : header_) std::replace(name.begin(), name.end(), ' ', '_');
    }
    const CsvReader::Row row = csv_.next(fields);
    if (row == CsvReader::Row::end) return false;
    FeedItem item;
    for (std::size_t i = 0; row == CsvReader::Row::good && i < std::min(fields.size(), header_.size()); ++i)
      item.emplace_back(header_[i], trimmed(fields[i]));
    items.emplace_back(csv_.line(), std::move(item));  // a bad row is an item without an id
    return true;
  }

 private:
  CsvReader csv_;
  std::vector<std::string> header_;
};

// --- Both

GoogleFeedDocuments::GoogleFeedDocuments(InputFiles files, OnBad on_bad)
    : files_(std::move(files)), on_bad_(std::move(on_bad)) {
  total_bytes = files_.total_bytes();
}

GoogleFeedDocuments::~GoogleFeedDocuments() = default;

Result<bool> GoogleFeedDocuments::open_next_file() {
  std::istream* in = files_.next();
  if (in == nullptr) return false;
  while (in->peek() == ' ' || in->peek() == '\n' || in->peek() == '\r' || in->peek() == 0xEF ||
         in->peek() == 0xBB || in->peek() == 0xBF) {
    in->get();  // blanks and a byte order mark
  }
  if (in->peek() == '<') {
    reader_ = std::make_unique<Xml>(*in);
  } else {
    reader_ = std::make_unique<Tsv>(*in);
  }
  return true;
}

Result<std::optional<Document>> GoogleFeedDocuments::next() {
  for (;;) {
    while (!items_.empty()) {
      const auto [line, item] = std::move(items_.front());
      items_.pop_front();
      const std::string place = fmt::format("{}:{}", files_.name(), line);
      auto product = product_json_of(item);
      if (product) return std::optional<Document>({place, *std::move(product), ""});
      on_bad_(place, product.error().message());
    }
    if (reader_ == nullptr) {
      const auto opened = open_next_file();
      if (!opened) return opened.error();
      if (!*opened) return std::optional<Document>();
    }
    const auto more = reader_->read(items_);
    bytes_ = files_.bytes_read();
    if (!more) on_bad_(files_.name(), more.error().message());
    if (!more || !*more) reader_.reset();
  }
}

}  // namespace suggestd::cli
