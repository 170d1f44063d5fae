#include "experiments/experiment_rows.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace suggestd::experiments {
namespace {

enum Kind : char { visitor_rows = 'v', unsettled_rows = 's', totals_rows = 't', hour_rows = 'h' };

std::string prefix_of(Kind kind, const RunId& run) {
  std::string prefix;
  prefix.push_back(kind);
  return prefix.append(run.data(), run.size());
}

void append_big_endian(std::string& out, std::uint32_t number) {
  for (const unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>(number >> shift & 0xFFU);
}

std::uint32_t read_big_endian(std::string_view text) {
  std::uint32_t number = 0;
  for (const char byte : text.substr(0, 4)) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

std::string visitor_key(const RunId& run, std::string_view person) {
  return prefix_of(visitor_rows, run).append(person);
}
std::string hour_prefix(const RunId& run, Hour hour) {
  std::string key = prefix_of(unsettled_rows, run);
  append_big_endian(key, hour);
  return key;
}
std::string totals_key(const RunId& run, std::uint8_t variant) {
  return prefix_of(totals_rows, run) + static_cast<char>(variant);
}

// Ends a scan of the store; no caller sees it.
Error scanned_enough() { return {ErrorKind::busy, "enough rows were read"}; }

}  // namespace

Hour hour_of(Timestamp at) {
  return static_cast<Hour>(std::chrono::floor<std::chrono::hours>(at).time_since_epoch().count());
}

Result<std::optional<std::string>> ExperimentRows::get(const std::string& key) const {
  if (const auto found = changed_.find(key); found != changed_.end())
    return found->second.empty() ? std::optional<std::string>() : std::optional(found->second);
  return state_.get(shop_, key);
}

Result<std::optional<VisitorRow>> ExperimentRows::visitor(const RunId& run, std::string_view person) const {
  const Result<std::optional<std::string>> row = get(visitor_key(run, person));
  if (!row) return row.error();
  if (!*row) return std::optional<VisitorRow>();
  Result<VisitorRow> decoded = decode_visitor(**row);
  if (!decoded) return std::move(decoded).error();
  return std::optional(*std::move(decoded));
}

void ExperimentRows::put_visitor(const RunId& run, std::string_view person, const VisitorRow& row) {
  changed_[visitor_key(run, person)] = encode(row);
}
void ExperimentRows::remove_visitor(const RunId& run, std::string_view person) {
  changed_[visitor_key(run, person)].clear();
}

void ExperimentRows::put_unsettled(const RunId& run, Hour hour, std::string_view person) {
  changed_.insert_or_assign(hour_prefix(run, hour).append(person), std::string(1, '1'));
}
void ExperimentRows::remove_unsettled(const RunId& run, Hour hour, std::string_view person) {
  changed_[hour_prefix(run, hour).append(person)].clear();
}

Result<std::vector<std::string>> ExperimentRows::unsettled(const RunId& run, Hour hour,
                                                           std::size_t most) const {
  std::vector<std::string> people;
  const std::string prefix = hour_prefix(run, hour);
  Status read = state_.for_each(shop_, prefix, [&](std::string_view key, std::string_view) -> Status {
    if (people.size() == most) return scanned_enough();
    people.emplace_back(key.substr(prefix.size()));
    return {};
  });
  if (!read && people.size() < most) return std::move(read).error();
  return people;
}

Result<VariantTotals> ExperimentRows::totals(const RunId& run, std::uint8_t variant) const {
  const Result<std::optional<std::string>> row = get(totals_key(run, variant));
  if (!row) return row.error();
  return *row ? decode_variant_totals(**row) : VariantTotals{};
}

void ExperimentRows::put_totals(const RunId& run, std::uint8_t variant, const VariantTotals& totals) {
  changed_[totals_key(run, variant)] = encode(totals);
}

Result<InterleavedTotals> ExperimentRows::interleaved_totals(const RunId& run) const {
  const Result<std::optional<std::string>> row = get(totals_key(run, 0));
  if (!row) return row.error();
  return *row ? decode_interleaved_totals(**row) : InterleavedTotals{};
}

void ExperimentRows::put_interleaved_totals(const RunId& run, const InterleavedTotals& totals) {
  changed_[totals_key(run, 0)] = encode(totals);
}

Result<std::optional<Hour>> ExperimentRows::settled_before(const RunId& run) const {
  const Result<std::optional<std::string>> row = get(prefix_of(hour_rows, run));
  if (!row) return row.error();
  if (!*row) return std::optional<Hour>();
  if ((*row)->size() != sizeof(Hour)) return corrupt("the hour of an experiment can't be read");
  return std::optional(read_big_endian(**row));
}

void ExperimentRows::put_settled_before(const RunId& run, Hour hour) {
  std::string value;
  append_big_endian(value, hour);
  changed_[prefix_of(hour_rows, run)] = value;
}

Result<std::vector<RunId>> ExperimentRows::runs() const {
  std::vector<RunId> runs;
  Status read = state_.for_each(shop_, std::string(1, hour_rows),
                                [&](std::string_view key, std::string_view) -> Status {
                                  RunId run{};
                                  if (key.size() != 1 + run.size())
                                    return corrupt("the id of an experiment's run can't be read");
                                  std::copy_n(key.begin() + 1, run.size(), run.begin());
                                  runs.push_back(run);
                                  return {};
                                });
  if (!read) return std::move(read).error();
  return runs;
}

Status ExperimentRows::for_each_visitor(const RunId& run, const VisitPerson& visit) const {
  const std::string prefix = prefix_of(visitor_rows, run);
  return state_.for_each(shop_, prefix, [&](std::string_view key, std::string_view value) -> Status {
    const Result<VisitorRow> row = decode_visitor(value);
    if (!row) return row.error();
    return visit(key.substr(prefix.size()), *row);
  });
}

Result<ExperimentRows::People> ExperimentRows::people(const RunId& run, std::size_t most) const {
  People people;
  Status read = for_each_visitor(run, [&](std::string_view person, const VisitorRow& row) -> Status {
    if (people.size() == most) return scanned_enough();
    people.emplace_back(person, row);
    return {};
  });
  if (!read && people.size() < most) return std::move(read).error();
  return people;
}

Result<std::vector<std::string>> ExperimentRows::aliases_of(const RunId& run,
                                                            std::string_view user_id) const {
  const std::string prefix = prefix_of(visitor_rows, run);
  std::vector<std::string> aliases;
  Status read = for_each_visitor(run, [&](std::string_view person, const VisitorRow& row) -> Status {
    const bool newer = changed_.contains(prefix + std::string(person));
    if (!newer && row.user == user_id) aliases.emplace_back(person);
    return {};
  });
  if (!read) return std::move(read).error();
  for (auto row = changed_.lower_bound(prefix); row != changed_.end() && row->first.starts_with(prefix);
       ++row) {
    if (row->second.empty()) continue;
    const Result<VisitorRow> decoded = decode_visitor(row->second);
    if (!decoded) return decoded.error();
    if (decoded->user == user_id) aliases.push_back(row->first.substr(prefix.size()));
  }
  return aliases;
}

Status ExperimentRows::remove_sums(const RunId& run) {
  changed_[prefix_of(hour_rows, run)].clear();
  return state_.for_each(shop_, prefix_of(totals_rows, run),
                         [&](std::string_view key, std::string_view) -> Status {
                           changed_[std::string(key)].clear();
                           return {};
                         });
}

std::vector<store::StateRow> ExperimentRows::take_changed() {
  std::vector<store::StateRow> rows;
  rows.reserve(changed_.size());
  for (auto& [key, value] : changed_) rows.push_back({key, std::move(value)});
  changed_.clear();
  return rows;
}

Result<std::vector<VariantTotals>> read_totals(const store::FollowerState& state, ShopId shop,
                                               const RunId& run, std::size_t variants) {
  const ExperimentRows rows(state, shop);
  std::vector<VariantTotals> all;
  for (std::size_t i = 0; i < variants; ++i) {
    Result<VariantTotals> totals = rows.totals(run, static_cast<std::uint8_t>(i));
    if (!totals) return std::move(totals).error();
    all.push_back(*std::move(totals));
  }
  return all;
}

}  // namespace suggestd::experiments
