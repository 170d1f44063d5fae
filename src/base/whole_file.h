// A file that takes its name only when it is whole: until then it is called NAME.part. Counts what is written, and
// hashes it.
//
// Unfinished  a file that is dropped before finish() is removed.
// Threads     one.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct evp_md_ctx_st;

namespace suggestd {

struct FileSummary {
  std::uint64_t lines = 0;
  std::uint64_t bytes = 0;
  std::string sha256;  // in hexadecimal
};

class WholeFile {
 public:
  // Readable by its owner alone. Errors: io.
  static Result<std::unique_ptr<WholeFile>> open(const std::filesystem::path& name);
  ~WholeFile();
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;

  // Writes the text and a line break.
  Status line(std::string_view text);
  Status write(std::string_view bytes);
  // Takes the file to the disk, under its name. Errors: io, no_space.
  Result<FileSummary> finish();

 private:
  struct FreeHash {
    void operator()(evp_md_ctx_st* hash) const;
  };

  WholeFile(std::filesystem::path name, std::FILE* out);
  std::filesystem::path part() const;
  Error failure() const;

  const std::filesystem::path name_;
  std::FILE* out_;  // null once finished
  std::unique_ptr<evp_md_ctx_st, FreeHash> hash_;
  FileSummary summary_;
};

}  // namespace suggestd
