#include "connect/formats/table_form.h"

#include <string>
#include <vector>

#include <fmt/format.h>

namespace suggestd::cli {

std::shared_ptr<const SourceForm> table_form(const CsvReader& header) {
  SourceForm form;
  form.kind = SourceForm::Kind::table;
  form.delimiter = header.delimiter();
  // Tabs and commas are recognised by themselves in every first line; others need not be the most frequent.
  if (form.delimiter != ',' && form.delimiter != '\t') form.head = fmt::format("sep={}\n", form.delimiter);
  // A file that an import wrote names the reason's column already.
  if (!header.text().starts_with(kRejectedField))
    form.head += fmt::format("{}{}", kRejectedField, form.delimiter);
  form.head += header.text() + "\n";
  return std::make_shared<const SourceForm>(std::move(form));
}

std::shared_ptr<const SourceForm> table_form(std::istream& in) {
  CsvReader reader(in, kDetectDelimiter);
  std::vector<std::string> header;
  (void)reader.next(header);  // the reader of the records tells what is wrong with it
  return table_form(reader);
}

}  // namespace suggestd::cli
