#include "records/duplicate_key.h"

#include <set>
#include <vector>

#include <fmt/format.h>

#include "records/json_document.h"

namespace suggestd {
namespace {

// Follows the text without a tree, and stops it at the second use of a name.
class NameWatch : public nlohmann::json_sax<Json> {
 public:
  const std::string& found() const noexcept { return found_; }

  bool key(std::string& name) override {
    Level& level = open_.back();
    level.here = pointer_part(name);
    if (level.names.insert(name).second) return true;
    for (const Level& one : open_) found_ += '/' + one.here;
    return false;
  }
  bool start_object(std::size_t) override { return begin(false); }
  bool start_array(std::size_t) override { return begin(true); }
  bool end_object() override { return end(); }
  bool end_array() override { return end(); }
  bool null() override { return next(); }
  bool boolean(bool) override { return next(); }
  bool number_integer(std::int64_t) override { return next(); }
  bool number_unsigned(std::uint64_t) override { return next(); }
  bool number_float(double, const std::string&) override { return next(); }
  bool string(std::string&) override { return next(); }
  bool binary(Json::binary_t&) override { return next(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  struct Level {
    bool array = false;
    std::size_t items = 0;
    std::string here;  // the member or item that is being read
    std::set<std::string> names;
  };

  static std::string pointer_part(std::string_view name) {
    std::string text;
    for (const char c : name) text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return text;
  }

  bool begin(bool array) {
    open_.push_back({array, 0, array ? "0" : "", {}});
    return true;
  }
  bool end() {
    open_.pop_back();
    return next();
  }
  // A value has ended.
  bool next() {
    if (open_.empty() || !open_.back().array) return true;
    open_.back().here = fmt::to_string(++open_.back().items);
    return true;
  }

  std::vector<Level> open_;
  std::string found_;
};

}  // namespace

std::string first_duplicate_key(std::string_view text) {
  NameWatch watch;
  Json::sax_parse(text, &watch);
  return watch.found();
}

}  // namespace suggestd
