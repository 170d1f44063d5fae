#include "cli/rejects_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fmt/format.h>

#include "base/json_text.h"
#include "connect/input/byte_source.h"

namespace suggestd::cli {
namespace {

std::string table_cell(std::string_view text) {
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c == '\t' || c == '\n' || c == '\r' ? ' ' : c;
  }
  return cell + '"';
}

// A comment must not hold "--".
std::string xml_comment(std::string_view text) {
  std::string comment;
  for (const char c : text) {
    if (c == '-' && comment.ends_with('-')) comment += ' ';
    comment += c;
  }
  return fmt::format("<!-- {} -->\n", comment);
}

// One row with its reason.
std::string rejected_row(const SourceForm& form, const std::string& row, const std::string& why) {
  switch (form.kind) {
    case SourceForm::Kind::table:
      return table_cell(why) + form.delimiter + row + '\n';
    case SourceForm::Kind::xml:
      return xml_comment(why) + row + '\n';
    case SourceForm::Kind::ndjson:
      break;
  }
  if (!row.starts_with('{')) return row + '\n';
  std::string line = fmt::format("{{\"{}\":", kRejectedField);
  append_json_string(line, why);
  const bool empty = row.find_first_not_of(" \t", 1) == row.find('}');
  return line + (empty ? "" : ",") + row.substr(1) + '\n';
}

}  // namespace

Status RejectsFile::open() {
  const OpenFile made(::open(name_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (made.get() < 0) return errno_error(name_, errno);
  return {};
}

RejectsFile::Part& RejectsFile::part_for(const std::shared_ptr<const SourceForm>& form) {
  for (const auto& part : parts_) {
    if (part->form == form || *part->form == *form) return *part;
  }
  auto part = std::make_unique<Part>();
  part->name = parts_.empty() ? name_ : fmt::format("{}.{}", name_, parts_.size() + 1);
  part->form = form;
  const OpenFile made(::open(part->name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  part->out.open(part->name, std::ios::binary | std::ios::app);
  part->out << form->head;
  parts_.push_back(std::move(part));
  return *parts_.back();
}

void RejectsFile::add(const SourceText& source, const std::string& why) {
  if (source.form == nullptr || source.rows.empty()) {
    ++without_lines_;
    return;
  }
  Part& part = part_for(source.form);
  for (const std::string& row : source.rows) part.out << rejected_row(*source.form, row, why);
  ++written_;
}

Status RejectsFile::close() {
  for (const auto& part : parts_) {
    part->out << part->form->foot;
    part->out.close();
    if (!part->out) return io_error(part->name + ": could not be written");
  }
  return {};
}

std::vector<std::string> RejectsFile::names() const {
  std::vector<std::string> all;
  std::ranges::transform(parts_, std::back_inserter(all), [](const auto& part) { return part->name; });
  return all;
}

}  // namespace suggestd::cli
