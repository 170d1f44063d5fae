#include "evaluate/new_products.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "evaluate/offline_shop.h"
#include "records/dunnhumby.h"

namespace suggestd::evaluate {
namespace {

struct Receipt {
  std::string customer;
  std::string product;
  Timestamp at;
};

struct Data {
  std::map<std::string, Product> catalogue;
  std::vector<Receipt> receipts;
};

// Opens a file and reads it; lines that are no record are passed over.
template <class Read>
Status read_file(const std::filesystem::path& file, Read read) {
  std::ifstream in(file);
  if (!in) return not_found(file.string() + ": cannot be opened");
  const Status done = read(in, [](const BadLine&) {});
  return done ? done : done.error().with_context(file.string());
}

Result<Data> read_data(const NewProductsOptions& options) {
  Data data;
  Status read = read_file(options.products, [&](std::istream& in, const OnBadLine& on_bad) {
    return read_dunnhumby_products(
        in, [&](Product product) { data.catalogue.emplace(product.product_id, std::move(product)); }, on_bad);
  });
  if (!read) return read.error();
  read = read_file(options.receipts, [&](std::istream& in, const OnBadLine& on_bad) {
    return read_dunnhumby_receipts(
        in,
        [&](ReceiptLine line) {
          data.receipts.push_back({std::move(line.household), std::move(line.line.product_id), line.at});
        },
        on_bad);
  });
  if (!read) return read.error();
  if (data.receipts.empty()) return invalid(options.receipts.string() + ": holds no receipt");
  return data;
}

struct Split {
  Timestamp cut;
  std::set<std::string> sold_before;
  std::set<std::string> new_products;
  std::map<std::string, std::vector<std::string>> wanted;  // by customer with a history: new products bought
};

Split split(const Data& data) {
  Split split;
  split.cut = data.receipts.back().at - std::chrono::hours(24 * kNewDays);
  std::set<std::string> customers;
  for (const Receipt& receipt : data.receipts) {
    if (receipt.at >= split.cut) break;
    split.sold_before.insert(receipt.product);
    customers.insert(receipt.customer);
  }
  for (const Receipt& receipt : data.receipts) {
    if (receipt.at < split.cut || split.sold_before.contains(receipt.product)) continue;
    split.new_products.insert(receipt.product);
    if (!customers.contains(receipt.customer)) continue;
    std::vector<std::string>& mine = split.wanted[receipt.customer];
    if (std::find(mine.begin(), mine.end(), receipt.product) == mine.end()) mine.push_back(receipt.product);
  }
  return split;
}

std::string category_of(const Data& data, const std::string& product) {
  const auto found = data.catalogue.find(product);
  const bool known = found != data.catalogue.end() && !found->second.categories.empty();
  return known ? found->second.categories.front() : std::string();
}

// New products, by the mean number of buyers that a product of their category had before.
std::vector<std::string> by_category_popularity(const Data& data, const Split& split) {
  std::set<std::pair<std::string, std::string>> pairs;  // product, customer
  for (const Receipt& receipt : data.receipts) {
    if (receipt.at < split.cut) pairs.emplace(receipt.product, receipt.customer);
  }
  std::map<std::string, std::pair<double, double>> sums;  // category: buyers, products
  for (const auto& [product, customer] : pairs) sums[category_of(data, product)].first += 1;
  for (const std::string& product : split.sold_before) sums[category_of(data, product)].second += 1;
  std::vector<std::pair<double, std::string>> order;
  for (const std::string& product : split.new_products) {
    const auto& [buyers, products] = sums[category_of(data, product)];
    order.emplace_back(products > 0 ? -buyers / products : 0.0, product);
  }
  std::sort(order.begin(), order.end());
  std::vector<std::string> list;
  for (auto& [score, product] : order) list.push_back(std::move(product));
  return list;
}

}  // namespace

Result<Report> evaluate_new_products(const NewProductsOptions& options) {
  const Result<Data> data = read_data(options);
  if (!data) return data.error();
  const Split parts = split(*data);
  OfflineShop shop(options.model);
  std::set<std::string> named = parts.sold_before;
  named.insert(parts.new_products.begin(), parts.new_products.end());
  for (const std::string& id : named) {
    if (const auto found = data->catalogue.find(id); found != data->catalogue.end())
      shop.add_product(found->second, data->receipts.front().at);
  }
  for (const Receipt& receipt : data->receipts) {
    if (receipt.at < parts.cut) shop.add_purchase(receipt.customer, receipt.product, receipt.at);
  }
  Report report;
  report.protocol = "new-products";
  report.at = options.at;
  report.train_seconds = shop.train();

  const std::unordered_map<std::string, std::size_t> nobody;
  const auto adder = [&] { return QualityAdder(options.at, parts.new_products.size(), 1, nobody); };
  QualityAdder served = adder();
  QualityAdder popular = adder();
  QualityAdder chance = adder();
  const std::vector<std::string> candidates(parts.new_products.begin(), parts.new_products.end());
  const std::vector<std::string> popularity = by_category_popularity(*data, parts);
  std::mt19937_64 random(1);
  const auto begin = std::chrono::steady_clock::now();
  for (const auto& [customer, wanted] : parts.wanted) {
    recommend::Request request;
    request.user_id = customer;
    request.candidates = candidates;
    request.limit = options.at;
    request.now = parts.cut;
    const Result<std::vector<std::string>> list = shop.list(request);
    if (!list) return list.error();
    served.add(*list, wanted);
    popular.add(popularity, wanted);
    std::vector<std::string> shuffled = candidates;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    chance.add(shuffled, wanted);
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  report.microseconds_per_list =
      1e6 * seconds / static_cast<double>(std::max<std::size_t>(1, parts.wanted.size()));
  report.blend = served.quality();
  report.lanes["popularity"] = popular.quality();
  report.lanes["random"] = chance.quality();
  report.settings["new products"] = fmt::format("{}", parts.new_products.size());
  report.settings["dimensions"] = fmt::format("{}", options.model.factors.dim);
  return report;
}

}  // namespace suggestd::evaluate
