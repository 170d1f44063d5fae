// The files of one import, opened one after the other as UTF-8 text: unpacked, and recoded if needed.
//
// Threads  one.
#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "connect/input/byte_source.h"
#include "connect/input/import_notes.h"

namespace suggestd::cli {

// How a file's encoding is found if no one says it. A byte order mark outranks both.
enum class EncodingRule {
  utf8,      // the format is UTF-8; lines that are not are refused by who reads them
  inferred,  // from all bytes; from the declaration if the file is XML
};

struct InputOptions {
  EncodingRule rule = EncodingRule::inferred;
  std::string encoding;  // "": by `rule`
};

class InputFiles {
 public:
  InputFiles(std::vector<std::string> names, InputOptions options, ImportNotes notes)
      : names_(std::move(names)), options_(std::move(options)), notes_(std::move(notes)) {}

  // Errors: io if one of them can't be read, invalid for an unknown encoding. The sizes add up to
  // total_bytes().
  Status check();
  std::uint64_t total_bytes() const noexcept { return total_bytes_; }

  // Opens the next one; null after the last. A file whose encoding can't be told is told as left out, and
  // passed over.
  std::istream* next();
  // Opens the same one again.
  std::istream* again();
  const std::string& name() const { return names_[opened_ - 1]; }
  // Tells as left out what could not be read. True if the stream came to the file's end.
  bool finish();
  std::uint64_t bytes_read() const;

 private:
  Status open_text();
  Result<std::string> find_encoding(int descriptor);
  void tell(const std::string& why) const;

  std::vector<std::string> names_;
  InputOptions options_;
  ImportNotes notes_;
  std::size_t opened_ = 0;
  std::optional<OpenFile> file_;
  std::string encoding_;  // of the file that is open
  std::unique_ptr<SourceBuffer> buffer_;
  std::unique_ptr<std::istream> stream_;
  std::uint64_t before_ = 0;  // bytes of the files that are done
  std::uint64_t total_bytes_ = 0;
};

}  // namespace suggestd::cli
