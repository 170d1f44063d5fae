// suggestd inside a program: one shop's recommender with its durable log, without the HTTP server.
//
//   suggestd::Engine engine;
//   if (auto error = engine.open({.path = "shop.db"})) fail(*error);
//   engine.write(suggestd::Kind::orders,
//   R"({"order_id":"1","user_id":"ann","placed_at":"...","lines":[...]})"); for (const auto& item :
//   engine.recommend({.user_id = "ann"}).items) show(item.product_id, item.reason);
//
// Documents are JSON objects in the shapes of the HTTP API (docs/api.md), one a line.
// Durable   write() returns when the documents are on disk.
// Fresh     lists follow within milliseconds; wait() waits until everything written has been learned.
// Threads   open() and close() by one thread; everything else by any number of threads.
// Errors    no exceptions: a Failure is a sentence that says what was wrong, where and what to do.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suggestd {

struct Failure {
  std::string message;
};

struct EngineOptions {
  std::string path;              // folder of the store; made if missing
  std::string shop = "default";  // a store may hold several shops
  std::size_t dimensions = 128;  // length of the product and user vectors
  std::size_t threads = 0;       // for training; 0: one a core
};

enum class Kind { orders, events, products, users };

struct RefusedLine {
  std::size_t line = 0;  // from 1
  std::string reason;
};

struct WriteReport {
  std::size_t accepted = 0;          // written, or already there with the same content
  std::vector<RefusedLine> refused;  // left out; all others are written
  std::uint64_t sequence = 0;        // the last record written
};

struct ListQuery {
  std::string user_id;              // "" for a list that is not personal
  std::vector<std::string> basket;  // products that an unknown visitor looks at or has in the cart
  std::size_t limit = 10;
  std::string filter;  // docs/filters.md, "" for none
};

struct ListedProduct {
  std::string product_id;
  double score = 0;
  std::string reason;
};

struct List {
  std::vector<ListedProduct> items;
  std::string fallback;       // why the list is not personal, "" if it is
  std::string short_reason;   // why it holds fewer than asked, "" if it does not
  std::uint64_t applied = 0;  // last record that the list had learned
};

class Engine {
 public:
  Engine();
  ~Engine();  // closes
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Opens or makes the store. On an error the engine stays closed.
  std::optional<Failure> open(const EngineOptions& options);
  // Ends the learner after a checkpoint. Harmless if closed.
  void close();

  // Requires for all below: open() succeeded.
  // Writes the documents of `ndjson`; a bad line takes no other with it. An error means that none was
  // written.
  std::optional<Failure> write(Kind kind, std::string_view ndjson, WriteReport& report);
  std::optional<Failure> recommend(const ListQuery& query, List& list) const;
  // False if `timeout` passed before everything written had been learned.
  bool wait(std::chrono::milliseconds timeout) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace suggestd
