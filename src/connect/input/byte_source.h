// The bytes of an import's file: as they are, or unpacked from gzip or Zstandard, which the first bytes tell.
//
// Errors   io if the system can't read; invalid if packed bytes are broken or end early: what was read before
//          may be cut in the middle of a record.
// Threads  one.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <streambuf>
#include <string>
#include <vector>

#include "base/result.h"

namespace suggestd::cli {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // The number of bytes read, 0 at the end. Requires: `into` is not empty.
  virtual Result<std::size_t> read(std::span<char> into) = 0;
  // Bytes of the file that were used so far, before unpacking.
  virtual std::uint64_t file_bytes() const = 0;
};

// Owns a file descriptor.
class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  ~OpenFile();
  OpenFile(OpenFile&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
  OpenFile& operator=(OpenFile&&) = delete;
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int get() const noexcept { return descriptor_; }

 private:
  int descriptor_;
};

// Errors: io if there is no such file, or it can't be read.
Result<OpenFile> open_file(const std::string& name);
// Standard input, copied to a file without a name, so that it can be read twice.
Result<OpenFile> keep_standard_input();

// Reads from the descriptor's position on. Requires: the descriptor stays open.
Result<std::unique_ptr<ByteSource>> unpacked_bytes(int descriptor);

// A source as a stream; it ends early if the source fails, and failure() says why.
class SourceBuffer final : public std::streambuf {
 public:
  explicit SourceBuffer(std::unique_ptr<ByteSource> source);
  const Status& failure() const noexcept { return failure_; }
  std::uint64_t file_bytes() const { return source_->file_bytes(); }

 protected:
  int_type underflow() override;

 private:
  std::unique_ptr<ByteSource> source_;
  std::vector<char> buffer_;
  Status failure_;
};

}  // namespace suggestd::cli
