// suggestd inside a program: one shop's recommender with its durable log, without the HTTP server.
//
//   suggestd::Engine engine;
//   if (auto failure = engine.open({.path = "shop.db"})) return complain(failure->message);
//   suggestd::WriteReport report;
//   engine.write(suggestd::Documents::orders, orders_as_ndjson, report);
//   suggestd::List list;
//   engine.recommend({.user_id = "ann"}, list);
//   for (const auto& item : list.items) show(item.product_id, item.reason);
//
// Documents are JSON objects in the shapes of the HTTP API, one a line.
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
  std::string shop = "default";  // a store may hold several shops; made if missing
};

enum class Documents { orders, events, products, users };

struct RefusedLine {
  std::size_t line = 0;  // from 1
  std::string reason;
};

struct WriteReport {
  std::size_t accepted = 0;          // written, or already there
  std::vector<RefusedLine> refused;  // left out; all others are written
  std::uint64_t sequence = 0;        // the last record written
};

struct ListQuery {
  std::string user_id;              // "" for a list that is not personal
  std::vector<std::string> basket;  // products that a visitor has in the cart or looks at
  std::size_t limit = 10;           // 1 to 1000
  std::string filter;               // "" for none
};

struct ListedProduct {
  std::string product_id;
  double score = 0;
  std::string reason;
};

struct List {
  std::vector<ListedProduct> items;
  std::string fallback;       // why the list is not personal, "" if it is
  std::string shortfall;      // why it holds fewer than asked, "" if it does not
  std::uint64_t applied = 0;  // last record that the list had learned
};

class Engine {
 public:
  Engine();
  ~Engine();  // closes
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Opens or makes the store. On a failure the engine stays closed.
  std::optional<Failure> open(const EngineOptions& options);
  // Stores what was learned and lets the store go. Harmless if closed.
  void close();

  // Requires for all below: open() succeeded.
  // Writes the documents; a bad line takes no other with it. On a failure `report` tells of the lines
  // before it, which are written.
  std::optional<Failure> write(Documents kind, std::string_view ndjson, WriteReport& report);
  std::optional<Failure> recommend(const ListQuery& query, List& list) const;
  // False if `timeout` passed before everything written so far had been learned.
  bool wait(std::chrono::milliseconds timeout) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace suggestd
