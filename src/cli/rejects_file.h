// The file of what an import left out (--rejects): the lines as they stood, each with its reason, so that they
// can be corrected and imported again in the same format.
//
// Forms    NDJSON gets a member "_rejected", a table a first column of that name, XML a comment. Imports pass
//          over all three. Lines of tables with other columns go to files of their own: FILE.2, FILE.3.
// Privacy  readable by its owner alone: it holds customers' data.
// Threads  one.
#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "connect/input/import_notes.h"

namespace suggestd::cli {

class RejectsFile {
 public:
  explicit RejectsFile(std::string name) : name_(std::move(name)) {}

  // Makes the file, empty. Errors: io.
  Status open();
  void add(const SourceText& source, const std::string& why);
  // Writes the ends of the files. Errors: io if something could not be written.
  Status close();
  // Rejected parts that were written, and those that no line of a file stands for.
  std::uint64_t written() const noexcept { return written_; }
  std::uint64_t without_lines() const noexcept { return without_lines_; }
  // The names of the files that hold something.
  std::vector<std::string> names() const;

 private:
  struct Part {
    std::string name;
    std::shared_ptr<const SourceForm> form;
    std::ofstream out;
  };
  Part& part_for(const std::shared_ptr<const SourceForm>& form);

  const std::string name_;
  std::vector<std::unique_ptr<Part>> parts_;
  std::uint64_t written_ = 0;
  std::uint64_t without_lines_ = 0;
};

}  // namespace suggestd::cli
