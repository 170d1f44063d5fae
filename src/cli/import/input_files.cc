#include "cli/import/input_files.h"

#include <cerrno>
#include <filesystem>
#include <iostream>

namespace suggestd::cli {

Status InputFiles::check() {
  for (const std::string& name : names_) {
    if (name == "-") continue;
    std::error_code failed;
    if (std::filesystem::is_directory(name, failed)) return io_error(name + ": is a folder");
    if (!std::ifstream(name)) return errno_error(name, errno);
    const auto bytes = std::filesystem::file_size(name, failed);
    if (!failed) total_bytes_ += bytes;
  }
  return {};
}

std::istream* InputFiles::next() {
  before_ = bytes_read();
  if (opened_ == names_.size()) return current_ = nullptr;
  const std::string& name = names_[opened_++];
  if (name == "-") return current_ = &std::cin;
  file_ = std::ifstream(name, std::ios::binary);
  return current_ = &file_;
}

std::uint64_t InputFiles::bytes_read() {
  if (current_ == nullptr || current_ == &std::cin) return before_;
  if (current_->eof()) {
    std::error_code failed;
    const auto bytes = std::filesystem::file_size(names_[opened_ - 1], failed);
    return before_ + (failed ? 0 : bytes);
  }
  const auto at = current_->tellg();
  return before_ + (at < 0 ? 0 : static_cast<std::uint64_t>(at));
}

}  // namespace suggestd::cli
