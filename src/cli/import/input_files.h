// The files of one import, opened one after the other.
#pragma once

#include <cstdint>
#include <fstream>
#include <istream>
#include <string>
#include <vector>

#include "base/result.h"

namespace suggestd::cli {

class InputFiles {
 public:
  explicit InputFiles(std::vector<std::string> names) : names_(std::move(names)) {}

  // Errors: io if one of them can't be read. The sizes add up to total_bytes().
  Status check();
  std::uint64_t total_bytes() const noexcept { return total_bytes_; }

  // Opens the next one; null after the last.
  std::istream* next();
  const std::string& name() const { return names_[opened_ - 1]; }
  std::uint64_t bytes_read();

 private:
  std::vector<std::string> names_;
  std::size_t opened_ = 0;
  std::ifstream file_;
  std::istream* current_ = nullptr;
  std::uint64_t before_ = 0;  // bytes of the files that are done
  std::uint64_t total_bytes_ = 0;
};

}  // namespace suggestd::cli
