// A line of a data set that is no record.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace suggestd {

struct BadLine {
  std::size_t line = 0;
  std::string why;
  std::string text;       // as it stands in the file
  bool expected = false;  // the set is known to hold such lines, and no record is lost with one
};

using OnBadLine = std::function<void(const BadLine& bad)>;

}  // namespace suggestd
