#include "cli/pages/roff.h"

#include <fmt/format.h>

namespace suggestd::cli {
namespace {

// A plain hyphen would be shown as a typographic one, and an option that is copied from the page would not work.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '\\') {
      out += "\\e";
    } else if (letter == '-') {
      out += "\\-";
    } else if (letter == '"') {
      out += "\\(dq";  // also inside of a request's quoted argument
    } else {
      out += letter;
    }
  }
  return out;
}

}  // namespace

Roff::Roff(std::string_view name, int section, std::string_view version)
    : out_(fmt::format(".TH \"{}\" {} \"\" \"suggestd {}\" \"suggestd\"\n", escaped(name), section,
                       escaped(version))) {}

void Roff::section(std::string_view heading) { out_ += fmt::format(".SH \"{}\"\n", escaped(heading)); }

void Roff::subsection(std::string_view heading) { out_ += fmt::format(".SS \"{}\"\n", escaped(heading)); }

void Roff::paragraph(std::string_view text) {
  out_ += ".PP\n";
  line(text);
}

void Roff::example(std::string_view lines) {
  out_ += ".PP\n.RS 4\n.nf\n";
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    line(lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  out_ += ".fi\n.RE\n";
}

void Roff::entry(std::string_view term, std::string_view value, std::string_view text) {
  out_ += ".TP\n\\fB" + escaped(term);
  if (!value.empty()) out_ += std::string(term.empty() ? "" : " ") + "\\fI" + escaped(value);
  out_ += "\\fR";
  out_ += '\n';
  line(text);
}

void Roff::line(std::string_view text) {
  if (!text.empty() && (text.front() == '.' || text.front() == '\'')) out_ += "\\&";
  out_ += escaped(text) + '\n';
}

}  // namespace suggestd::cli
