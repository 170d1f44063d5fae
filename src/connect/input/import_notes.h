// The notes of an import beside its records: inferences, and parts that were left out.
//
// Threads  plain values; the callbacks are called by the thread that reads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace suggestd::cli {

// Something that a file does not say itself. A person can overrule it with `option`.
struct Inferred {
  std::string file;
  std::string what;    // "encoding"
  std::string value;   // "windows-1252"
  std::string why;     // "line 2 is not UTF-8"
  std::string option;  // "--encoding"; "" if nothing was chosen and the note is a hint
};

// The form of a file whose parts are left out, so that a file of such parts can be imported again.
struct SourceForm {
  enum class Kind { ndjson, table, xml };
  Kind kind = Kind::ndjson;
  char delimiter = ',';  // of a table
  std::string head;      // lines in front of the first part
  std::string foot;      // and behind the last
  bool operator==(const SourceForm&) const = default;
};

// The lines that a record came from, in UTF-8, as they stood in the file. Without a form they are not kept.
struct SourceText {
  std::shared_ptr<const SourceForm> form;
  std::vector<std::string> rows;
};

// The name of the column or member in which a file of left-out parts tells why. Imports pass over it.
inline constexpr const char* kRejectedField = "_rejected";

// A part of a file that is no record.
struct LeftOut {
  std::string place;  // "orders.csv:17"
  std::string why;
  SourceText source = {};
  std::uint64_t records = 1;  // that are lost with it
  // True if the format is known to hold such lines, and a shop misses nothing without them: postage in an
  // Online Retail file.
  bool expected = false;
};

struct ImportNotes {
  std::function<void(const LeftOut&)> left_out = [](const LeftOut&) {};
  std::function<void(const Inferred&)> inferred = [](const Inferred&) {};
};

}  // namespace suggestd::cli
