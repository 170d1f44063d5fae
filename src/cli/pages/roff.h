// Writes a manual page: the few requests of man(7) that ours need.
//
// Text     all of it is taken as it is; no letter of it is read as a request.
// Threads  of one thread at a time.
#pragma once

#include <string>
#include <string_view>

namespace suggestd::cli {

class Roff {
 public:
  // As `man SECTION NAME` finds it; `version` stands at the foot.
  Roff(std::string_view name, int section, std::string_view version);

  void section(std::string_view heading);
  void subsection(std::string_view heading);
  void paragraph(std::string_view text);
  // Stands as it is, line by line.
  void example(std::string_view lines);
  // `term` in bold, `value` behind it in italics, and below them, indented, `text`.
  void entry(std::string_view term, std::string_view value, std::string_view text);

  const std::string& text() const noexcept { return out_; }

 private:
  void line(std::string_view text);

  std::string out_;
};

}  // namespace suggestd::cli
