#include "records/json_document.h"

namespace suggestd {
namespace {

// Empties an array or object from its leaves up; leaves everything else as it is.
void take_down(Json& tree) noexcept {
  if (auto* const items = tree.get_ptr<Json::array_t*>()) {
    for (Json& item : *items) take_down(item);
    items->clear();
  } else if (auto* const members = tree.get_ptr<Json::object_t*>()) {
    for (auto& [name, member] : *members) take_down(member);
    members->clear();
  }
}

// Members of all objects of the tree.
std::size_t members_of(const Json& tree) noexcept {
  std::size_t count = 0;
  if (const auto* const items = tree.get_ptr<const Json::array_t*>()) {
    for (const Json& item : *items) count += members_of(item);
  } else if (const auto* const members = tree.get_ptr<const Json::object_t*>()) {
    count = members->size();
    for (const auto& [name, member] : *members) count += members_of(member);
  }
  return count;
}

// Builds the tree, and counts the names that the text gives.
class CountingReader : public nlohmann::detail::json_sax_dom_parser<Json> {
 public:
  using json_sax_dom_parser::json_sax_dom_parser;
  bool key(std::string& name) {
    ++names_;
    return json_sax_dom_parser::key(name);
  }
  std::size_t names() const noexcept { return names_; }

 private:
  std::size_t names_ = 0;
};

}  // namespace

JsonDocument::JsonDocument(std::string_view text) {
  // Json::parse() would hold the half-read tree itself and destroy it in the library's way.
  try {
    CountingReader reader(root_);
    Json::sax_parse(text, &reader);
    names_twice_ = reader.names() != members_of(root_);
  } catch (...) {
    take_down(root_);
    throw;
  }
}

JsonDocument::~JsonDocument() { take_down(root_); }

}  // namespace suggestd
