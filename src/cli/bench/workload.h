// The requests of a load run: orders of three lines, and for-you lists.
//
// Threads  one.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "base/result.h"

namespace suggestd::cli {

// The people and products that the requests name. Neither list is empty.
struct Population {
  std::vector<std::string> users;     // who order, and ask for lists
  std::vector<std::string> products;  // that are ordered
};

// Reads ids, one a line. Errors: io if the file can't be read, invalid if it is empty.
Result<std::vector<std::string>> read_ids(const std::string& file);

// Popular products of a running shop, and people who may like them. Errors: those of the client; invalid for
// a shop without sales.
Result<Population> ask_for_population(const std::string& url, const std::string& key);

struct WorkloadOptions {
  std::string key;
  std::string query;        // appended to the parameters of a list, with its '&'
  std::string consistency;  // of lists, as in the header Suggestd-Consistency; "": the server's own
  std::string run;          // makes the ids of this run differ from those of all others
  std::uint32_t seed = 1;   // of the order in which people come
};

class Workload {
 public:
  // Requires: the population outlives this.
  Workload(const Population& population, WorkloadOptions options);

  // An order of three products by some user.
  std::string order();
  std::string order_of(const std::string& user);
  std::string for_you();
  std::string for_you_of(const std::string& user) const;
  // The id of a person who has never ordered.
  std::string newcomer();

 private:
  std::size_t draw(std::size_t size);

  const Population& population_;
  WorkloadOptions options_;
  std::mt19937 random_;
  std::uint64_t orders_ = 0;
  std::uint64_t newcomers_ = 0;
};

}  // namespace suggestd::cli
