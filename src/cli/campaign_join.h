// Joins the lists of a campaign with the shop's own file of addresses, on the caller's side: the server never sees one.
//
// File     CSV with a head; a column "user_id", "email_hash" or "email" names the person, the first of these that is
//          there. "email" is compared by its hash: SHA-256 in lower-case hex of the trimmed, lower-cased address.
// Result   the lists of those who stand in the file, with all columns of the file behind their own.
// Threads  one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"

namespace suggestd::cli {

std::string email_hash_of(std::string_view address);

class AddressFile {
 public:
  // Errors: io; invalid, with the line, for a row that can't be read or a head that names nobody.
  static Result<AddressFile> read(const std::filesystem::path& file);

  // Appends the rows of `csv` whose person stands in the file; the first row is a head, and goes out if `with_head`.
  // Errors: invalid if the lists lack the column that joins.
  Status join(const std::string& csv, bool with_head, std::string& out);

  std::uint64_t joined() const noexcept { return joined_; }

 private:
  std::string by_;  // the column of the lists: "user_id", "email_hash"
  std::vector<std::string> head_;
  std::unordered_map<std::string, std::vector<std::string>> rows_;
  std::uint64_t joined_ = 0;
};

}  // namespace suggestd::cli
