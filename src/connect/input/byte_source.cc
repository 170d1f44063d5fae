#include "connect/input/byte_source.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

namespace suggestd::cli {
namespace {

constexpr std::size_t kChunkBytes = 64 * 1024;
constexpr std::string_view kGzipMagic("\x1f\x8b", 2);
constexpr std::string_view kZstdMagic("\x28\xb5\x2f\xfd", 4);

Result<std::size_t> read_descriptor(int descriptor, std::span<char> into) {
  for (;;) {
    const ssize_t count = ::read(descriptor, into.data(), into.size());
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) return errno_error("reading", errno);
  }
}

class PlainBytes final : public ByteSource {
 public:
  explicit PlainBytes(int descriptor) : descriptor_(descriptor) {}

  // The first bytes, up to the longest magic number; they are read again later.
  Result<std::string_view> peek() {
    head_.resize(kZstdMagic.size());
    std::size_t filled = 0;
    while (filled < head_.size()) {
      const auto count = read_descriptor(descriptor_, std::span(head_).subspan(filled));
      if (!count) return count.error();
      if (*count == 0) break;
      filled += *count;
    }
    head_.resize(filled);
    return std::string_view(head_);
  }

  Result<std::size_t> read(std::span<char> into) override {
    if (!head_.empty()) {
      const std::size_t count = std::min(into.size(), head_.size());
      std::memcpy(into.data(), head_.data(), count);
      head_.erase(0, count);
      bytes_ += count;
      if (count == into.size()) return count;
      // The first chunk is a full one: an XML declaration must stand in it as a whole.
      const auto more = read_descriptor(descriptor_, into.subspan(count));
      if (!more) return more.error();
      bytes_ += *more;
      return count + *more;
    }
    auto count = read_descriptor(descriptor_, into);
    if (count) bytes_ += *count;
    return count;
  }

  std::uint64_t file_bytes() const override { return bytes_; }

 private:
  const int descriptor_;
  std::string head_;
  std::uint64_t bytes_ = 0;
};

// The part that gzip and Zstandard share: packed bytes are fetched when the last ones are used up.
class PackedBytes : public ByteSource {
 public:
  explicit PackedBytes(std::unique_ptr<ByteSource> packed)
      : packed_(std::move(packed)), buffer_(kChunkBytes) {}
  std::uint64_t file_bytes() const override { return packed_->file_bytes(); }

 protected:
  // False at the end of the file.
  Result<bool> fetch() {
    const auto count = packed_->read(buffer_);
    if (!count) return count.error();
    waiting_ = std::span(buffer_).first(*count);
    return *count > 0;
  }
  static Error ends_early(std::string_view form) {
    return invalid(fmt::format("the {} data end early; the file was cut, so fetch or make it again", form));
  }
  static Error broken(std::string_view form, std::string_view why) {
    return invalid(fmt::format("the {} data are broken: {}", form, why));
  }

  std::span<char> waiting_;  // packed bytes that are not used yet

 private:
  std::unique_ptr<ByteSource> packed_;
  std::vector<char> buffer_;
};

class GzipBytes final : public PackedBytes {
 public:
  using PackedBytes::PackedBytes;
  ~GzipBytes() override { inflateEnd(&state_); }
  GzipBytes(const GzipBytes&) = delete;
  GzipBytes& operator=(const GzipBytes&) = delete;

  bool start() { return inflateInit2(&state_, 15 + 16) == Z_OK; }  // 16: a gzip header is expected

  Result<std::size_t> read(std::span<char> into) override {
    for (;;) {
      if (waiting_.empty()) {
        const auto more = fetch();
        if (!more) return more.error();
        if (!*more) return in_member_ ? Result<std::size_t>(ends_early("gzip")) : std::size_t{0};
      }
      in_member_ = true;
      state_.next_in = reinterpret_cast<Bytef*>(waiting_.data());
      state_.avail_in = static_cast<uInt>(waiting_.size());
      state_.next_out = reinterpret_cast<Bytef*>(into.data());
      state_.avail_out = static_cast<uInt>(into.size());
      const int result = inflate(&state_, Z_NO_FLUSH);
      waiting_ = waiting_.last(state_.avail_in);
      if (result == Z_STREAM_END) {  // several members may follow each other
        in_member_ = false;
        inflateReset(&state_);
      } else if (result != Z_OK && result != Z_BUF_ERROR) {
        return broken("gzip", state_.msg != nullptr ? state_.msg : "unknown");
      }
      if (const std::size_t count = into.size() - state_.avail_out; count > 0) return count;
    }
  }

 private:
  z_stream state_{};
  bool in_member_ = true;
};

class ZstdBytes final : public PackedBytes {
 public:
  using PackedBytes::PackedBytes;

  Result<std::size_t> read(std::span<char> into) override {
    for (;;) {
      // A full output buffer may leave bytes inside the decoder, so it is asked before more are fetched.
      ZSTD_outBuffer out{into.data(), into.size(), 0};
      ZSTD_inBuffer in{waiting_.data(), waiting_.size(), 0};
      if (!waiting_.empty() || left_ > 0) {
        const std::size_t left = ZSTD_decompressStream(state_.get(), &out, &in);
        if (ZSTD_isError(left) != 0U) return broken("Zstandard", ZSTD_getErrorName(left));
        left_ = left;
        waiting_ = waiting_.subspan(in.pos);
        if (out.pos > 0) return out.pos;
        if (!waiting_.empty()) continue;
      }
      const auto more = fetch();
      if (!more) return more.error();
      if (!*more) return left_ > 0 ? Result<std::size_t>(ends_early("Zstandard")) : std::size_t{0};
    }
  }

 private:
  struct Free {
    void operator()(ZSTD_DStream* state) const { ZSTD_freeDStream(state); }
  };
  std::unique_ptr<ZSTD_DStream, Free> state_{ZSTD_createDStream()};
  std::size_t left_ = 1;  // 0 between two frames
};

}  // namespace

OpenFile::~OpenFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<OpenFile> open_file(const std::string& name) {
  OpenFile file(::open(name.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return errno_error(name, errno);
  return file;
}

Result<OpenFile> keep_standard_input() {
  std::FILE* kept = std::tmpfile();
  if (kept == nullptr) return errno_error("keeping standard input", errno);
  OpenFile file(::dup(::fileno(kept)));
  std::fclose(kept);
  if (file.get() < 0) return errno_error("keeping standard input", errno);
  std::vector<char> chunk(kChunkBytes);
  for (;;) {
    const auto count = read_descriptor(STDIN_FILENO, chunk);
    if (!count) return count.error();
    if (*count == 0) break;
    for (std::size_t done = 0; done < *count;) {
      const ssize_t written = ::write(file.get(), chunk.data() + done, *count - done);
      if (written < 0 && errno != EINTR) return errno_error("keeping standard input", errno);
      if (written > 0) done += static_cast<std::size_t>(written);
    }
  }
  if (::lseek(file.get(), 0, SEEK_SET) != 0) return errno_error("keeping standard input", errno);
  return file;
}

Result<std::unique_ptr<ByteSource>> unpacked_bytes(int descriptor) {
  auto plain = std::make_unique<PlainBytes>(descriptor);
  const auto head = plain->peek();
  if (!head) return head.error();
  if (head->starts_with(kGzipMagic)) {
    auto gzip = std::make_unique<GzipBytes>(std::move(plain));
    if (!gzip->start()) return internal_error("no memory for unpacking gzip");
    return std::unique_ptr<ByteSource>(std::move(gzip));
  }
  if (*head == kZstdMagic) return std::unique_ptr<ByteSource>(new ZstdBytes(std::move(plain)));
  return std::unique_ptr<ByteSource>(std::move(plain));
}

SourceBuffer::SourceBuffer(std::unique_ptr<ByteSource> source)
    : source_(std::move(source)), buffer_(kChunkBytes) {}

SourceBuffer::int_type SourceBuffer::underflow() {
  if (!failure_) return traits_type::eof();
  const auto count = source_->read(buffer_);
  if (!count) failure_ = count.error();
  if (!count || *count == 0) return traits_type::eof();
  setg(buffer_.data(), buffer_.data(), buffer_.data() + *count);
  return traits_type::to_int_type(buffer_[0]);
}

}  // namespace suggestd::cli
