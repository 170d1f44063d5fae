// The requests of a load run: orders of three lines, and for-you lists.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace load {

struct Population {
  std::string key;                    // for Authorization: Bearer
  std::vector<std::string> users;     // whose lists are asked for, and who order
  std::vector<std::string> products;  // what is ordered
  std::string query;                  // appended to the parameters of a list, with its '&'
};

// Ids, one a line. Throws std::runtime_error if the file can't be read or is empty.
std::vector<std::string> read_ids(const std::string& path);

class Workload {
 public:
  // `run` makes the order ids of this run differ from those of all others.
  Workload(Population population, std::string run, std::uint32_t seed);

  // An order of three different products by some user.
  std::string order();
  std::string order_of(const std::string& user);
  std::string for_you();
  std::string for_you_of(const std::string& user) const;
  // Somebody who has never ordered.
  std::string newcomer();

 private:
  std::size_t draw(std::size_t size);

  Population population_;
  std::string run_;
  std::mt19937 random_;
  std::uint64_t orders_ = 0;
  std::uint64_t newcomers_ = 0;
};

}  // namespace load
