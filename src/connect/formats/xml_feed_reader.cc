#include <expat.h>

#include <array>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "connect/formats/feed_reader.h"
#include "connect/formats/table_text.h"

namespace suggestd::cli {
namespace {

constexpr std::size_t kMaxFieldBytes = 64 * 1024;
constexpr int kChunkBytes = 64 * 1024;
constexpr std::string_view kFeedNamespace = "http://base.google.com/ns/1.0";

const std::shared_ptr<const SourceForm>& xml_form() {
  static const auto form = std::make_shared<const SourceForm>(
      SourceForm{SourceForm::Kind::xml, ' ',
                 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:g=\"" +
                     std::string(kFeedNamespace) + "\"><channel>\n",
                 "</channel></rss>\n"});
  return form;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
  return out;
}

// The item as XML, for a file of left-out items: a prefix tells the fields' rank.
std::string xml_of(const FeedItem& item) {
  std::string out = "<item>";
  for (const FeedField& field : item) {
    const std::string_view prefix = field.rank == FeedRank::own     ? "g:"
                                    : field.rank == FeedRank::plain ? ""
                                                                    : "x:";
    out += fmt::format("<{0}{1}>{2}</{0}{1}>", prefix, field.name, escaped(field.text));
  }
  return out + "</item>";
}

// Counts the beginnings of items in a text that comes in pieces, without parsing it.
class ItemCounter {
 public:
  void add(std::string_view text) {
    for (const char c : text) {
      if (c == '<') {
        tag_ = c;
      } else if (!tag_.empty() && (c == '>' || c == ' ' || c == '\t' || c == '\r' || c == '\n')) {
        if (tag_ == "<item" || tag_ == "<entry") ++count_;
        tag_.clear();
      } else if (!tag_.empty() && tag_.size() < kLongest) {
        tag_ += c;
      }
    }
  }
  std::uint64_t count() const { return count_; }

 private:
  static constexpr std::size_t kLongest = 8;  // more letters than "<entry" has
  std::string tag_;
  std::uint64_t count_ = 0;
};

class XmlReader final : public FeedReader {
 public:
  explicit XmlReader(std::istream& in) : in_(in), parser_(XML_ParserCreate("UTF-8")) {
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(parser_, begin_element, end_element);
    XML_SetCharacterDataHandler(parser_, text);
  }
  ~XmlReader() override { XML_ParserFree(parser_); }
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;

  Result<bool> read(std::deque<ReadItem>& items) override {
    items_ = &items;
    if (done_) return false;
    void* buffer = XML_GetBuffer(parser_, kChunkBytes);
    if (buffer == nullptr) return internal_error("no memory for the XML parser");
    in_.read(static_cast<char*>(buffer), kChunkBytes);
    const auto count = static_cast<std::size_t>(in_.gcount());
    done_ = count < static_cast<std::size_t>(kChunkBytes);
    const std::string_view chunk(static_cast<const char*>(buffer), count);
    const std::uint64_t begun = parsed_;
    parsed_ += count;
    if (XML_ParseBuffer(parser_, static_cast<int>(count), done_ ? 1 : 0) != XML_STATUS_ERROR) return true;
    return broken(chunk, begun);
  }

  std::uint64_t lost() const override { return lost_; }

 private:
  // Says where the file is broken, and counts the items from there on.
  Error broken(std::string_view chunk, std::uint64_t chunk_begin) {
    const auto at = static_cast<std::uint64_t>(std::max<XML_Index>(0, XML_GetCurrentByteIndex(parser_)));
    const std::size_t offset = at < chunk_begin ? 0 : std::min<std::size_t>(at - chunk_begin, chunk.size());
    const bool odd_byte = offset < chunk.size() && static_cast<unsigned char>(chunk[offset]) >= 0x80;
    ItemCounter follow;
    follow.add(chunk.substr(std::min(offset + 1, chunk.size())));
    std::array<char, kChunkBytes> rest{};
    while (in_.read(rest.data(), rest.size()) || in_.gcount() > 0)
      follow.add(std::string_view(rest.data(), static_cast<std::size_t>(in_.gcount())));
    const bool inside = item_depth_ != 0;
    lost_ = std::max<std::uint64_t>(1, follow.count() + (inside ? 1 : 0));
    done_ = true;
    return invalid(fmt::format(
        "line {}, column {}: {}{}; {}{} items that follow are left out", XML_GetCurrentLineNumber(parser_),
        XML_GetCurrentColumnNumber(parser_) + 1, XML_ErrorString(XML_GetErrorCode(parser_)),
        odd_byte ? " (a byte that is not UTF-8; say with --encoding what the file is)" : "",
        inside ? fmt::format("the item that begins in line {} and ", item_line_) : "", follow.count()));
  }

  static std::string_view local_name(std::string_view name) {
    const std::size_t colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
  }

  FeedRank rank_of(std::string_view name) const {
    const std::size_t colon = name.rfind(':');
    if (colon == std::string_view::npos) return FeedRank::plain;
    return own_prefixes_.contains(std::string(name.substr(0, colon))) ? FeedRank::own : FeedRank::other;
  }

  // Learns prefixes from xmlns:g="http://base.google.com/ns/1.0".
  void note_prefixes(const char** attributes) {
    constexpr std::string_view kDeclaration = "xmlns:";
    for (; *attributes != nullptr; attributes += 2) {
      const std::string_view name(attributes[0]);
      if (name.starts_with(kDeclaration) && std::string_view(attributes[1]) == kFeedNamespace)
        own_prefixes_.emplace(name.substr(kDeclaration.size()));
    }
  }

  // Atom's <link rel="..." href="..."/>: the address of a link that leads to the product.
  static std::string atom_link(const char** attributes) {
    std::string_view rel = "alternate";
    std::string href;
    for (; *attributes != nullptr; attributes += 2) {
      if (std::string_view(attributes[0]) == "rel") rel = attributes[1];
      if (std::string_view(attributes[0]) == "href") href = attributes[1];
    }
    return rel == "alternate" ? href : "";
  }

  static void begin_element(void* self, const char* name, const char** attributes) {
    XmlReader& reader = *static_cast<XmlReader*>(self);
    const std::string_view local = local_name(name);
    ++reader.depth_;
    reader.note_prefixes(attributes);
    if (reader.item_depth_ == 0 && (local == "item" || local == "entry")) {
      reader.item_depth_ = reader.depth_;
      reader.item_line_ = XML_GetCurrentLineNumber(reader.parser_);
      reader.item_.clear();
      reader.too_long_.clear();
    } else if (reader.item_depth_ != 0 && reader.depth_ == reader.item_depth_ + 1) {
      reader.field_ = local == "link" ? atom_link(attributes) : std::string();
    }
  }

  static void end_element(void* self, const char* name) {
    XmlReader& reader = *static_cast<XmlReader*>(self);
    if (reader.item_depth_ != 0 && reader.depth_ == reader.item_depth_) {
      SourceText source{xml_form(), {xml_of(reader.item_)}};
      std::string problem;
      if (!reader.too_long_.empty())
        problem = fmt::format("{} has more than {} bytes", reader.too_long_, kMaxFieldBytes);
      reader.items_->push_back(
          {reader.item_line_, std::move(reader.item_), std::move(problem), std::move(source)});
      reader.item_.clear();
      reader.item_depth_ = 0;
    } else if (reader.item_depth_ != 0 && reader.depth_ == reader.item_depth_ + 1) {
      reader.item_.push_back(
          {std::string(local_name(name)), std::string(trim_cell(reader.field_)), reader.rank_of(name)});
    }
    --reader.depth_;
  }

  static void text(void* self, const char* letters, int count) {
    XmlReader& reader = *static_cast<XmlReader*>(self);
    // Takes the text of the field itself, and none of fields nested in it (shipping, tax).
    if (reader.item_depth_ == 0 || reader.depth_ != reader.item_depth_ + 1) return;
    reader.field_.append(letters, static_cast<std::size_t>(count));
    if (reader.field_.size() <= kMaxFieldBytes) return;
    reader.too_long_ = "a field";
    reader.field_.clear();
  }

  std::istream& in_;
  XML_Parser parser_;
  std::deque<ReadItem>* items_ = nullptr;
  std::set<std::string, std::less<>> own_prefixes_ = {"g"};  // some feeds forget to declare it
  int depth_ = 0;
  int item_depth_ = 0;  // 0: outside of an item
  std::size_t item_line_ = 0;
  FeedItem item_;
  std::string field_;
  std::string too_long_;      // what is, "" if nothing
  std::uint64_t parsed_ = 0;  // bytes given to the parser
  std::uint64_t lost_ = 1;
  bool done_ = false;
};

}  // namespace

std::unique_ptr<FeedReader> xml_feed_reader(std::istream& in) { return std::make_unique<XmlReader>(in); }

}  // namespace suggestd::cli
