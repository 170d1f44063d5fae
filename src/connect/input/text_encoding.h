// The encoding of a file's text: said by a person, by the file's first bytes or its XML declaration, or
// inferred from all its bytes. Text leaves here as UTF-8.
//
// Names    those of iconv: "utf-8", "utf-16le", "windows-1252", "iso-8859-2". "iso-8859-1" is read as
//          windows-1252, as browsers do: the two differ in control characters alone, which no text holds.
// Threads  one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "connect/input/byte_source.h"

namespace suggestd::cli {

// The encoding that a byte order mark names; none without a mark.
std::optional<std::string> marked_encoding(std::string_view head);
// The encoding of an XML file by its first bytes: mark, zero bytes, declaration; "utf-8" if it says nothing.
std::string xml_encoding(std::string_view head);
// Errors: invalid, with the name, for an encoding that can't be read.
Status check_encoding(const std::string& name);

struct EncodingFound {
  std::string name;
  std::string why;  // "" if it is UTF-8 without doubt
};

// Bytes of a text without a byte order mark, which together tell its encoding.
class EncodingEvidence {
 public:
  void add(std::string_view bytes);
  // Errors: invalid if nothing fits, or several encodings may.
  Result<EncodingFound> conclude() const;

 private:
  void add_high(unsigned char byte);
  void end_sequence(bool good);

  std::uint64_t bytes_ = 0;
  std::uint64_t zeros_[2] = {0, 0};  // at even and odd places
  std::uint64_t lines_ = 1;
  std::uint64_t sequences_ = 0;       // good ones of several bytes
  std::uint64_t bad_sequences_ = 0;   // that are no UTF-8
  std::uint64_t first_bad_line_ = 0;  // from 1
  std::uint64_t undefined_ = 0;       // bytes that windows-1252 does not have
  std::size_t letters_in_row_ = 0;    // bytes from 0xC0 on
  std::uint64_t letter_runs_ = 0;     // of at least kForeignRun
  std::string sequence_;              // of several bytes, not complete yet
};

// `encoded` as UTF-8, without a byte order mark. Errors of read(): invalid for bytes that the encoding does
// not have. Bytes that are said to be UTF-8 are passed on as they are.
Result<std::unique_ptr<ByteSource>> recoded_bytes(std::unique_ptr<ByteSource> encoded,
                                                  const std::string& encoding);

}  // namespace suggestd::cli
