// Everything that is wrong with a configuration, collected so that all of it is told at once.
//
// Threads  one.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace suggestd {

class ConfigProblems {
 public:
  // `where`: "FILE:LINE:COLUMN", or the variable or flag.
  void add(std::string_view where, std::string what) {
    if (!text_.empty()) text_ += '\n';
    text_.append(where).append(": ").append(what);
    fields_.push_back({std::string(where), std::move(what)});
  }
  bool none() const { return fields_.empty(); }
  // A line and a field for each problem.
  Error error() && {
    Error error = invalid(std::move(text_));
    for (FieldError& field : fields_) error.add_field(std::move(field.pointer), std::move(field.detail));
    return error;
  }

 private:
  std::string text_;
  std::vector<FieldError> fields_;
};

}  // namespace suggestd
