// Answers the administrators' requests for keys, shops and people on a store that no server has open.
//
// Threads  one.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/exchange.h"
#include "store/disk/options.h"

namespace suggestd::http {

class StoreAtRest {
 public:
  // Makes the store if it is missing. Errors: as Store::open.
  static Result<std::unique_ptr<StoreAtRest>> open(const store::StoreOptions& options,
                                                   const std::string& export_folder);
  ~StoreAtRest();  // after the jobs that were put here
  StoreAtRest(const StoreAtRest&) = delete;
  StoreAtRest& operator=(const StoreAtRest&) = delete;

  Response answer(std::string_view method, std::string_view target, std::string_view body) const;

 private:
  struct Parts;
  explicit StoreAtRest(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace suggestd::http
