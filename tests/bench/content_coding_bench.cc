// The cost of packing an answer, and what it saves: lists of 10, 100 and 1,000 products with their properties,
// as /v1/popular?properties=* answers them. Time is of one thread; `ratio` is packed bytes by plain ones.
#include "http/content_coding.h"

#include <benchmark/benchmark.h>

#include <fmt/format.h>

namespace {

using namespace suggestd::http;

std::string list_of(std::int64_t products) {
  std::string json = R"({"recommendation_id":"01J0","scenario":null,"applied":"1:104857","items":[)";
  for (std::int64_t i = 0; i < products; ++i) {
    json += fmt::format(
        R"({}{{"product_id":"{}","score":{:.6f},"reason":"popular in this shop","properties":{{"title":"A )"
        R"({} napkins, design {}","price":"{}.{:02}","currency":"GBP","stock":{},"brand":"Brand {}","categories":)"
        R"(["Kitchen","Kitchen > Napkins"],"link":"https://shop.example/products/{}"}}}})",
        i > 0 ? "," : "", 22000 + i * 7919 % 10007, 1.0 / static_cast<double>(i + 2), i % 50, i * 31 % 997,
        i % 90, i * 37 % 100, i * 13 % 500, i % 23, i * 7919 % 10007);
  }
  return json + R"(],"fallback":null,"short":null})";
}

Head takes_gzip() {
  Head head;
  head.fields.push_back({"Accept-Encoding", "gzip"});
  return head;
}

void pack_a_list(benchmark::State& state) {
  const std::string json = list_of(state.range(0));
  const Head head = takes_gzip();
  std::size_t packed = 0;
  for (auto _ : state) {
    Response response;
    response.body = json;
    pack_answer(response, head);
    packed = response.body.size();
    benchmark::DoNotOptimize(response.body.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * json.size()));
  state.counters["bytes"] = static_cast<double>(json.size());
  state.counters["ratio"] = static_cast<double>(packed) / static_cast<double>(json.size());
}

// The same for a client that takes none: the price that everybody pays.
void leave_a_list(benchmark::State& state) {
  const std::string json = list_of(state.range(0));
  const Head head;
  for (auto _ : state) {
    Response response;
    response.body = json;
    pack_answer(response, head);
    benchmark::DoNotOptimize(response.body.data());
  }
}

BENCHMARK(pack_a_list)->Arg(10)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);
BENCHMARK(leave_a_list)->Arg(10)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
