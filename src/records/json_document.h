// A JSON tree that needs no memory to go away.
//
// Why      the library flattens a tree into a list to destroy it, in a destructor that may not throw: where
//          memory has run out, and most of all while a half-read tree is thrown away for that, the process
//          would end. This one is emptied from its leaves up, which allocates nothing.
// Threads  plain values.
#pragma once

#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace suggestd {

using Json = nlohmann::json;

// No Json itself, so that it can't be copied into one by mistake: the library would make a list of it.
class JsonDocument {
 public:
  // Throws the exceptions of the library's parser. Requires: the nesting of `text` is bounded; the destructor
  // goes as deep as that.
  explicit JsonDocument(std::string_view text);
  JsonDocument(JsonDocument&& other) noexcept
      : root_(std::move(other.root_)), names_twice_(other.names_twice_) {}
  JsonDocument& operator=(JsonDocument&&) = delete;
  JsonDocument(const JsonDocument&) = delete;
  ~JsonDocument();

  // True if an object of the text named a member twice; the tree has the last.
  bool names_twice() const noexcept { return names_twice_; }

  const Json& root() const noexcept { return root_; }
  Json& root() noexcept { return root_; }

 private:
  Json root_;
  bool names_twice_ = false;
};

}  // namespace suggestd
