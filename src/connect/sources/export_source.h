// The source of exported records: a running server, or the folder of a store.
//
// Threads  one.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "connect/sources/stored_records.h"
#include "learn/model_options.h"
#include "shop/bulk.h"

namespace suggestd::cli {

enum class VectorOwner { product, user };

constexpr std::string_view vector_owner_name(VectorOwner owner) {
  return owner == VectorOwner::product ? "product" : "user";
}

class ExportSource {
 public:
  using OnVector = std::function<Status(VectorOwner owner, std::string_view id, std::span<const float>)>;

  virtual ~ExportSource() = default;

  // Calls `visit` for everything of a kind as it is now; events as far back as the log keeps them. An error
  // of `visit` ends the export and is returned.
  virtual Status for_each(shop::RecordKind kind, const OnDocument& visit) = 0;
  // Calls `visit` for every vector that the model has, products first.
  virtual Status for_each_vector(const OnVector& visit) = 0;
};

// `key` needs the scope read.
Result<std::unique_ptr<ExportSource>> open_server_source(const std::string& url, const std::string& key);

// Only reads: a server may have the store open, and its later writes are not seen. Vectors are those of the
// learner's last checkpoint, brought to the end of the log; `model` as the server's. Errors: not_found for an
// unknown shop; those of Store::open.
Result<std::unique_ptr<ExportSource>> open_store_source(const std::string& folder,
                                                        const std::string& shop_name,
                                                        const learn::ModelOptions& model);

}  // namespace suggestd::cli
