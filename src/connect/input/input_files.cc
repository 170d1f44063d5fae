#include "connect/input/input_files.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "connect/input/text_encoding.h"

namespace suggestd::cli {
namespace {

constexpr std::size_t kChunkBytes = 64 * 1024;

bool is_xml(std::string_view head) {
  for (const char c : head) {
    if (c == '<') return true;
    if (c != ' ' && c != '\r' && c != '\n' && c != '\t' && c != '\0') return false;
  }
  return false;
}

}  // namespace

Status InputFiles::check() {
  if (!options_.encoding.empty()) {
    if (Status known = check_encoding(options_.encoding); !known) return known;
  }
  for (const std::string& name : names_) {
    if (name == "-") continue;
    std::error_code failed;
    if (std::filesystem::is_directory(name, failed)) return io_error(name + ": is a folder");
    const auto file = open_file(name);
    if (!file) return file.error();
    const auto bytes = std::filesystem::file_size(name, failed);
    if (!failed) total_bytes_ += bytes;
  }
  return {};
}

void InputFiles::tell(const std::string& why) const { notes_.left_out({name(), why}); }

std::istream* InputFiles::next() {
  for (;;) {
    before_ = bytes_read();
    stream_.reset();
    buffer_.reset();
    file_.reset();
    if (opened_ == names_.size()) return nullptr;
    const std::string& name = names_[opened_++];
    const bool twice = options_.rule == EncodingRule::inferred;
    auto file = name != "-" ? open_file(name) : twice ? keep_standard_input() : OpenFile(::dup(STDIN_FILENO));
    if (!file) {
      tell(file.error().message());
      continue;
    }
    file_.emplace(*std::move(file));
    auto encoding = options_.encoding.empty() ? find_encoding(file_->get()) : options_.encoding;
    if (!encoding) {
      tell(encoding.error().message());
      continue;
    }
    encoding_ = *std::move(encoding);
    const Status opened = open_text();
    if (opened) return stream_.get();
    tell(opened.error().message());
  }
}

std::istream* InputFiles::again() {
  ::lseek(file_->get(), 0, SEEK_SET);
  if (Status opened = open_text(); !opened) {
    tell(opened.error().message());
    return nullptr;
  }
  return stream_.get();
}

Status InputFiles::open_text() {
  auto bytes = unpacked_bytes(file_->get());
  if (!bytes) return bytes.error();
  auto text = recoded_bytes(*std::move(bytes), encoding_);
  if (!text) return text.error();
  stream_.reset();
  buffer_ = std::make_unique<SourceBuffer>(*std::move(text));
  stream_ = std::make_unique<std::istream>(buffer_.get());
  return {};
}

// Reads the file to its end if need be, and goes back to its beginning.
Result<std::string> InputFiles::find_encoding(int descriptor) {
  if (options_.rule == EncodingRule::utf8) return std::string("utf-8");
  const auto bytes = unpacked_bytes(descriptor);
  if (!bytes) return bytes.error();
  EncodingEvidence evidence;
  std::vector<char> chunk(kChunkBytes);
  std::optional<EncodingFound> found;
  for (bool first = true;; first = false) {
    const auto count = (*bytes)->read(chunk);
    if (!count) return count.error();
    const std::string_view read(chunk.data(), *count);
    if (const auto marked = marked_encoding(read); first && marked) {
      found = EncodingFound{*marked, *marked == "utf-8" ? "" : "its byte order mark says so"};
    } else if (first && is_xml(read)) {
      found = EncodingFound{xml_encoding(read), ""};
    }
    if (found || *count == 0) break;
    evidence.add(read);
  }
  if (::lseek(descriptor, 0, SEEK_SET) != 0) return errno_error("reading again", errno);
  if (!found) {
    auto concluded = evidence.conclude();
    if (!concluded) return concluded.error();
    found = *std::move(concluded);
  }
  if (!found->why.empty()) notes_.inferred({name(), "encoding", found->name, found->why, "--encoding"});
  return found->name;
}

bool InputFiles::finish() {
  if (!buffer_ || buffer_->failure()) return true;
  tell(buffer_->failure().error().message() + "; what follows is left out");
  return false;
}

std::uint64_t InputFiles::bytes_read() const { return before_ + (buffer_ ? buffer_->file_bytes() : 0); }

}  // namespace suggestd::cli
