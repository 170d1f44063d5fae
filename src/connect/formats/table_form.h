// The form of a table's left-out rows: its first line, with a column for the reason in front.
//
// Threads  pure.
#pragma once

#include <istream>
#include <memory>

#include "connect/input/import_notes.h"
#include "records/csv_reader.h"

namespace suggestd::cli {

// Requires: `header` has just read the first row.
std::shared_ptr<const SourceForm> table_form(const CsvReader& header);
// Reads the first row itself.
std::shared_ptr<const SourceForm> table_form(std::istream& in);

}  // namespace suggestd::cli
