#include "attribute/recommendation_ids.h"

#include <charconv>
#include <cstring>

#include <fmt/format.h>
#include <xxhash.h>

#include "base/mutex.h"
#include "base/secret.h"
#include "store/tables/shop_rows.h"

namespace suggestd::shop {
namespace {

constexpr std::uint32_t kFirstScenario = 64;
constexpr std::uint32_t kWide = 0xFFFF;  // stands where narrow numbers do
constexpr std::uint32_t kMostPlacements = 1U << 24U;
constexpr std::uint16_t kListKinds = recommend::kListKinds;
constexpr std::size_t kWidePlacementAt = 9;  // bytes of the id
constexpr std::size_t kPlacementAt = 12;
constexpr std::size_t kCheckAt = 14;

std::string secret_key(ShopId shop) {
  return store::shop_rows_prefix(store::kRecommendationIdRows, shop) + "secret";
}
std::string numbers_prefix(ShopId shop) {
  return store::shop_rows_prefix(store::kRecommendationIdRows, shop) + "number/";
}

std::uint16_t read_u16(const IdBits& bits, std::size_t at) {
  return static_cast<std::uint16_t>((bits.at(at) << 8U) | bits.at(at + 1));
}

void write_u16(IdBits& bits, std::size_t at, std::uint16_t value) {
  bits.at(at) = static_cast<std::uint8_t>(value >> 8U);
  bits.at(at + 1) = static_cast<std::uint8_t>(value);
}

void write_placement(IdBits& bits, PlacementNumber placement) {
  const auto number = static_cast<std::uint32_t>(placement);
  const bool wide = number >= kWide;
  write_u16(bits, kPlacementAt, static_cast<std::uint16_t>(wide ? kWide : number));
  if (!wide) return;
  bits.at(kWidePlacementAt) = static_cast<std::uint8_t>(number >> 16U);
  write_u16(bits, kWidePlacementAt + 1, static_cast<std::uint16_t>(number));
}

PlacementNumber read_placement(const IdBits& bits) {
  const std::uint32_t narrow = read_u16(bits, kPlacementAt);
  if (narrow != kWide) return PlacementNumber{narrow};
  const std::uint32_t upper = bits.at(kWidePlacementAt);
  return PlacementNumber{(upper << 16U) | read_u16(bits, kWidePlacementAt + 1)};
}

PlacementNumber plain_list(recommend::ListKind list) {
  return PlacementNumber{1 + static_cast<std::uint32_t>(list)};
}

// The shop's secret, made at the first call.
Result<std::uint64_t> shop_secret(store::MetaTable& meta, ShopId shop) {
  Result<std::optional<std::string>> stored = meta.get(secret_key(shop));
  if (!stored) return std::move(stored).error();
  if (!*stored) {
    std::array<std::uint8_t, 8> made{};
    fill_random(made);
    *stored = std::string(made.begin(), made.end());
    if (Status kept = meta.put(secret_key(shop), **stored); !kept) return std::move(kept).error();
  }
  std::uint64_t secret = 0;
  if ((*stored)->size() != sizeof secret) return corrupt("the secret of the recommendation ids");
  std::memcpy(&secret, (*stored)->data(), sizeof secret);
  return secret;
}

}  // namespace

Result<std::unique_ptr<RecommendationIds>> RecommendationIds::open(store::MetaTable& meta, ShopId shop) {
  std::unique_ptr<RecommendationIds> ids(new RecommendationIds(meta, shop));
  if (Status loaded = ids->load(); !loaded) return std::move(loaded).error();
  return ids;
}

Status RecommendationIds::load() {
  Result<std::uint64_t> secret = shop_secret(meta_, shop_);
  if (!secret) return std::move(secret).error();
  secret_ = *secret;
  const std::string prefix = numbers_prefix(shop_);
  std::map<std::string, PlacementNumber, std::less<>> numbers;
  const Status read = meta_.for_each(prefix, [&](std::string_view key, std::string_view name) -> Status {
    key.remove_prefix(prefix.size());
    std::uint32_t number = 0;
    const auto parsed = std::from_chars(key.data(), key.data() + key.size(), number);
    if (parsed.ec != std::errc() || number < kFirstScenario) return corrupt("the number of a scenario");
    numbers.emplace(name, PlacementNumber{number});
    return {};
  });
  if (!read) return read;
  const ExclusiveLock lock(mutex_);
  numbers_ = std::move(numbers);
  return {};
}

Status RecommendationIds::add_scenario(std::string_view name) {
  const ExclusiveLock lock(mutex_);
  if (numbers_.contains(name)) return {};
  const std::size_t number = kFirstScenario + numbers_.size();
  if (number >= kMostPlacements) {
    return Error(ErrorKind::no_space,
                 fmt::format("{} scenarios have been named, and names keep their numbers; "
                             "use one of them again",
                             numbers_.size()));
  }
  if (Status kept = meta_.put(fmt::format("{}{:05}", numbers_prefix(shop_), number), name); !kept)
    return kept;
  numbers_.emplace(name, PlacementNumber{static_cast<std::uint32_t>(number)});
  return {};
}

std::uint16_t RecommendationIds::check_of(const IdBits& bits) const {
  return static_cast<std::uint16_t>(XXH3_64bits_withSeed(bits.data(), kCheckAt, secret_));
}

std::string RecommendationIds::make(std::string_view scenario, recommend::ListKind list) const {
  IdBits bits = make_id_bits();
  const PlacementNumber placement = find(scenario).value_or(plain_list(list));
  write_placement(bits, placement);
  write_u16(bits, kCheckAt, check_of(bits));
  return to_ulid(bits);
}

std::optional<ListOrigin> RecommendationIds::read(std::string_view recommendation_id) const {
  const std::optional<IdBits> bits = parse_ulid(recommendation_id);
  if (!bits || read_u16(*bits, kCheckAt) != check_of(*bits)) return std::nullopt;
  return ListOrigin{*bits, read_placement(*bits), time_of(*bits)};
}

std::optional<PlacementNumber> RecommendationIds::find(std::string_view scenario) const {
  const SharedLock lock(mutex_);
  const auto found = numbers_.find(scenario);
  return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

std::map<PlacementNumber, Placement> RecommendationIds::all() const {
  std::map<PlacementNumber, Placement> all;
  for (std::uint16_t kind = 0; kind < kListKinds; ++kind) {
    const auto list = static_cast<recommend::ListKind>(kind);
    all.emplace(plain_list(list), Placement{"", list});
  }
  const SharedLock lock(mutex_);
  for (const auto& [name, number] : numbers_) all.emplace(number, Placement{name, {}});
  return all;
}

}  // namespace suggestd::shop
