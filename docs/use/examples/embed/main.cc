// A program with a recommender inside: it stores a few orders, learns from them, and prints a list.
//
//   cmake --install build/release --component library --prefix PREFIX
//   cmake -S docs/use/examples/embed -B BUILD -DCMAKE_PREFIX_PATH=PREFIX && cmake --build BUILD
//   BUILD/embed FOLDER
#include <suggestd/engine.h>

#include <chrono>
#include <cstdio>
#include <string>

namespace {

// Ten people like coffee, ten like tea; one of them has bought one thing so far.
std::string orders() {
  std::string ndjson;
  const auto add = [&](const std::string& user, const std::string& first, const std::string& second) {
    ndjson += R"({"order_id":"of-)" + user + R"(","user_id":")" + user +
              R"(","placed_at":"2026-01-01T10:00:00Z","currency":"EUR","lines":[{"product_id":")" + first +
              R"(","quantity":1,"price":"5.00"})";
    if (!second.empty()) ndjson += R"(,{"product_id":")" + second + R"(","quantity":1,"price":"5.00"})";
    ndjson += "]}\n";
  };
  for (int i = 0; i < 10; ++i) {
    add("coffee-lover-" + std::to_string(i), "espresso", "coffee grinder");
    add("tea-lover-" + std::to_string(i), "green tea", "teapot");
  }
  add("ann", "espresso", "");
  return ndjson;
}

int complain(const std::string& message) {
  std::fprintf(stderr, "embed: %s\n", message.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return complain("usage: embed FOLDER");
  suggestd::Engine engine;
  if (const auto failure = engine.open({.path = argv[1]})) return complain(failure->message);

  suggestd::WriteReport report;
  if (const auto failure = engine.write(suggestd::Documents::orders, orders(), report)) {
    return complain(failure->message);
  }
  for (const auto& line : report.refused) complain("line " + std::to_string(line.line) + ": " + line.reason);
  if (!engine.wait(std::chrono::seconds(10))) return complain("the orders were not learned within 10 s");

  suggestd::List list;
  if (const auto failure = engine.recommend({.user_id = "ann", .limit = 3}, list)) {
    return complain(failure->message);
  }
  for (const auto& item : list.items) std::printf("%s: %s\n", item.product_id.c_str(), item.reason.c_str());
  return 0;
}
