// Reads text as an import does, and gathers what comes out.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "connect/formats/open_documents.h"

namespace suggestd::cli {

struct ReadDocuments {
  std::vector<nlohmann::json> documents;
  std::vector<LeftOut> left_out;
  std::vector<Inferred> inferred;

  // The document whose `field` is `id`; null if it was left out.
  nlohmann::json by_id(const std::string& field, const std::string& id) const {
    for (const auto& document : documents) {
      if (document.value(field, "") == id) return document;
    }
    return nullptr;
  }
  std::string why(std::size_t i = 0) const {
    return i < left_out.size() ? left_out[i].why : "nothing is left out";
  }
  // The value that was inferred of `what`, "" if nothing was.
  std::string value_of(const std::string& what) const {
    for (const Inferred& note : inferred) {
      if (note.what == what) return note.value;
    }
    return "";
  }
};

inline ReadDocuments read_file(ImportFormat format, shop::RecordKind kind, const std::string& name,
                               const FileOptions& options = {}) {
  ReadDocuments read;
  ImportNotes notes;
  notes.left_out = [&](const LeftOut& part) { read.left_out.push_back(part); };
  notes.inferred = [&](const Inferred& note) { read.inferred.push_back(note); };
  const auto source = open_documents(format, kind, {name}, options, notes);
  REQUIRE(source.ok());
  for (;;) {
    const auto document = (*source)->next();
    REQUIRE(document.ok());
    if (!*document) return read;
    read.documents.push_back(nlohmann::json::parse((*document)->json));
  }
}

// A file of the test's own, gone at its end.
class TextFile {
 public:
  explicit TextFile(const std::string& text) {
    const int made = ::mkstemp(name_.data());
    REQUIRE(made >= 0);
    ::close(made);
    std::ofstream(name_, std::ios::binary) << text;
  }
  ~TextFile() { ::unlink(name_.c_str()); }
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;
  const std::string& name() const { return name_; }

 private:
  std::string name_ = "/tmp/suggestd_text_XXXXXX";
};

inline ReadDocuments read_text(ImportFormat format, shop::RecordKind kind, const std::string& text,
                               const FileOptions& options = {}) {
  const TextFile file(text);
  return read_file(format, kind, file.name(), options);
}

// A file of tests/connect/cases.
inline std::string case_file(const std::string& name) {
  const char* root = std::getenv("SUGGESTD_SOURCE_DIR");
  return std::string(root != nullptr ? root : ".") + "/tests/connect/cases/" + name;
}

// Text of ASCII letters as UTF-16.
inline std::string utf16(const std::string& ascii, bool little_endian) {
  std::string out;
  for (const char c : ascii) {
    if (!little_endian) out += '\0';
    out += c;
    if (little_endian) out += '\0';
  }
  return out;
}

}  // namespace suggestd::cli
