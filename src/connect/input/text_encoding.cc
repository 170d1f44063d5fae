#include "connect/input/text_encoding.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/ids.h"

namespace suggestd::cli {
namespace {

constexpr std::size_t kChunkBytes = 64 * 1024;

// 4 accented letters of windows-1252 in a row are in no Western word, but in every Cyrillic or Greek one.
constexpr std::size_t kForeignRun = 4;

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kMarks = {
    {{std::string_view("\xFF\xFE\0\0", 4), "utf-32le"},
     {std::string_view("\0\0\xFE\xFF", 4), "utf-32be"},
     {std::string_view("\xEF\xBB\xBF", 3), "utf-8"},
     {std::string_view("\xFF\xFE", 2), "utf-16le"},
     {std::string_view("\xFE\xFF", 2), "utf-16be"}}};

std::string lower(std::string_view text) {
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return small;
}

std::string iconv_name(const std::string& name) {
  const std::string small = lower(name);
  if (small == "iso-8859-1" || small == "latin1" || small == "latin-1" || small == "us-ascii")
    return "cp1252";
  if (small == "utf-16") return "utf-16le";  // without a mark, as Windows writes it
  return small;
}

bool is_utf8_name(const std::string& name) {
  const std::string small = lower(name);
  return small == "utf-8" || small == "utf8";
}

// The length of the UTF-8 sequence that `byte` begins; 0 if it begins none.
std::size_t sequence_length(unsigned char byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return 2;
  if (byte >= 0xE0 && byte <= 0xEF) return 3;
  if (byte >= 0xF0 && byte <= 0xF4) return 4;
  return 0;
}

class Recoder final : public ByteSource {
 public:
  Recoder(std::unique_ptr<ByteSource> encoded, std::string name, iconv_t state)
      : encoded_(std::move(encoded)), name_(std::move(name)), state_(state), waiting_(kChunkBytes) {}
  ~Recoder() override { iconv_close(state_); }
  Recoder(const Recoder&) = delete;
  Recoder& operator=(const Recoder&) = delete;

  Result<std::size_t> read(std::span<char> into) override {
    for (;;) {
      if (const std::size_t count = convert(into); count > 0) return count;
      if (bad_) {
        return invalid(
            fmt::format("line {}: byte 0x{:02X} does not belong to {}; say with --encoding what it is", line_,
                        static_cast<unsigned char>(waiting_[0]), name_));
      }
      if (filled_ == waiting_.size()) return internal_error("iconv makes no progress");
      const auto more = encoded_->read(std::span(waiting_).subspan(filled_));
      if (!more) return more.error();
      if (*more == 0 && filled_ > 0) return invalid(fmt::format("ends inside of a character of {}", name_));
      if (*more == 0) return std::size_t{0};
      filled_ += *more;
    }
  }

  std::uint64_t file_bytes() const override { return encoded_->file_bytes(); }

 private:
  std::size_t convert(std::span<char> into) {
    char* from = waiting_.data();
    std::size_t from_left = filled_;
    char* to = into.data();
    std::size_t to_left = into.size();
    errno = 0;
    const std::size_t result = iconv(state_, &from, &from_left, &to, &to_left);
    bad_ = result == static_cast<std::size_t>(-1) && errno == EILSEQ;
    std::memmove(waiting_.data(), from, from_left);
    filled_ = from_left;
    const std::size_t count = into.size() - to_left;
    line_ += static_cast<std::uint64_t>(
        std::count(into.begin(), into.begin() + static_cast<std::ptrdiff_t>(count), '\n'));
    return count;
  }

  std::unique_ptr<ByteSource> encoded_;
  const std::string name_;
  iconv_t state_;
  std::vector<char> waiting_;  // encoded bytes; `filled_` of them
  std::size_t filled_ = 0;
  std::uint64_t line_ = 1;
  bool bad_ = false;
};

// Passes on all but a mark at the beginning.
class WithoutMark final : public ByteSource {
 public:
  explicit WithoutMark(std::unique_ptr<ByteSource> bytes) : bytes_(std::move(bytes)), head_(kChunkBytes) {}

  Result<std::size_t> read(std::span<char> into) override {
    if (!begun_) {
      if (Status begun = begin(); !begun) return std::move(begun).error();
    }
    if (used_ == filled_) return bytes_->read(into);
    const std::size_t count = std::min(into.size(), filled_ - used_);
    std::memcpy(into.data(), head_.data() + used_, count);
    used_ += count;
    return count;
  }

  std::uint64_t file_bytes() const override { return bytes_->file_bytes(); }

 private:
  Status begin() {
    constexpr std::size_t kLongestMark = 4;
    begun_ = true;
    while (filled_ < kLongestMark) {
      const auto count = bytes_->read(std::span(head_).subspan(filled_));
      if (!count) return count.error();
      if (*count == 0) break;
      filled_ += *count;
    }
    const auto mark = marked_encoding(std::string_view(head_.data(), filled_));
    if (!mark) return {};
    if (*mark == "utf-8") {
      used_ = std::string_view("\xEF\xBB\xBF").size();
      return {};
    }
    return invalid(fmt::format("is {}, not UTF-8; import it with --encoding {}", *mark, *mark));
  }

  std::unique_ptr<ByteSource> bytes_;
  std::vector<char> head_;  // bytes from used_ to filled_ wait
  std::size_t used_ = 0;
  std::size_t filled_ = 0;
  bool begun_ = false;
};

// The value of `encoding` in <?xml version="1.0" encoding="..."?>.
std::string declared_encoding(std::string_view head) {
  const std::string_view declaration = head.substr(0, head.find("?>"));
  const std::size_t name = declaration.find("encoding");
  if (!declaration.starts_with("<?xml") || name == std::string_view::npos) return "utf-8";
  const std::size_t begin = declaration.find_first_of("\"'", name);
  if (begin == std::string_view::npos) return "utf-8";
  const std::size_t end = declaration.find(declaration[begin], begin + 1);
  if (end == std::string_view::npos) return "utf-8";
  return std::string(declaration.substr(begin + 1, end - begin - 1));
}

}  // namespace

std::optional<std::string> marked_encoding(std::string_view head) {
  for (const auto& [mark, name] : kMarks) {
    if (head.starts_with(mark)) return std::string(name);
  }
  return std::nullopt;
}

std::string xml_encoding(std::string_view head) {
  if (const auto marked = marked_encoding(head)) return *marked;
  if (head.starts_with(std::string_view("<\0", 2))) return "utf-16le";
  if (head.starts_with(std::string_view("\0<", 2))) return "utf-16be";
  head.remove_prefix(std::min(head.find_first_not_of(" \r\n\t"), head.size()));
  return declared_encoding(head);
}

Status check_encoding(const std::string& name) {
  if (is_utf8_name(name)) return {};
  const iconv_t state = iconv_open("UTF-8", iconv_name(name).c_str());
  if (state == reinterpret_cast<iconv_t>(-1)) {
    return invalid(fmt::format(
        "the encoding '{}' can't be read; utf-8, utf-16, windows-1250 to -1258 and iso-8859-1 to -16 can",
        name));
  }
  iconv_close(state);
  return {};
}

void EncodingEvidence::end_sequence(bool good) {
  sequence_.clear();
  if (good) {
    ++sequences_;
  } else if (++bad_sequences_ == 1) {
    first_bad_line_ = lines_;
  }
}

void EncodingEvidence::add_high(unsigned char byte) {
  constexpr std::string_view kUndefined = "\x81\x8D\x8F\x90\x9D";
  if (kUndefined.find(static_cast<char>(byte)) != std::string_view::npos) ++undefined_;
  if (byte >= 0xC0 && ++letters_in_row_ == kForeignRun) ++letter_runs_;
  if (!sequence_.empty() && (byte & 0xC0) != 0x80) end_sequence(false);
  sequence_ += static_cast<char>(byte);
  const std::size_t length = sequence_length(static_cast<unsigned char>(sequence_[0]));
  if (length == 0) {
    end_sequence(false);
  } else if (sequence_.size() == length) {
    end_sequence(is_utf8(sequence_));
  }
}

void EncodingEvidence::add(std::string_view bytes) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0) ++zeros_[bytes_ % 2];
    ++bytes_;
    if (byte < 0xC0) letters_in_row_ = 0;
    if (byte >= 0x80) {
      add_high(byte);
    } else if (!sequence_.empty()) {
      end_sequence(false);
    }
    if (byte == '\n') ++lines_;
  }
}

Result<EncodingFound> EncodingEvidence::conclude() const {
  // Text of mostly ASCII letters has a zero in nearly each second byte.
  constexpr std::uint64_t kZerosOfUtf16 = 4;
  for (const bool odd : {true, false}) {
    if (zeros_[odd ? 1 : 0] * kZerosOfUtf16 > bytes_ && zeros_[odd ? 0 : 1] == 0) {
      return EncodingFound{odd ? "utf-16le" : "utf-16be", "zero bytes, and no byte order mark"};
    }
  }
  const std::uint64_t bad = bad_sequences_ + (sequence_.empty() ? 0 : 1);
  // Lines that are no UTF-8 among lines that are get refused one by one.
  if (bad == 0 || sequences_ > 0) return EncodingFound{"utf-8", ""};
  const std::uint64_t line = bad_sequences_ > 0 ? first_bad_line_ : lines_;
  if (undefined_ > 0 || letter_runs_ > 0) {
    return invalid(
        fmt::format("line {} is not UTF-8 and no Western text either; say with --encoding what it is, for "
                    "example --encoding windows-1251",
                    line));
  }
  return EncodingFound{"windows-1252", fmt::format("line {} is not UTF-8", line)};
}

Result<std::unique_ptr<ByteSource>> recoded_bytes(std::unique_ptr<ByteSource> encoded,
                                                  const std::string& encoding) {
  if (!is_utf8_name(encoding)) {
    if (Status known = check_encoding(encoding); !known) return std::move(known).error();
    const iconv_t state = iconv_open("UTF-8", iconv_name(encoding).c_str());
    encoded = std::make_unique<Recoder>(std::move(encoded), encoding, state);
  }
  return std::unique_ptr<ByteSource>(new WithoutMark(std::move(encoded)));
}

}  // namespace suggestd::cli
