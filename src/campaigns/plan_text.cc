// A plan as JSON, and its progress as bytes.
#include <cstring>

#include "base/json_text.h"
#include "base/time.h"
#include "campaigns/plan.h"
#include "records/wire.h"

namespace suggestd::campaigns {
namespace {

void write_people(JsonWriter& out, const PeopleCounts& people) {
  out.key("people").begin_object();
  out.member("named", people.named).member("eligible", people.eligible).key("left_out").begin_object();
  out.member("unknown", people.unknown).member("not_profiled", people.not_profiled);
  out.member("suppressed", people.suppressed).member("addressed_lately", people.addressed_lately);
  out.end_object().end_object();
}

void write_caps(JsonWriter& out, const GroupPlan& group) {
  out.key("caps").begin_object().member("known", group.caps).member("reached", group.caps_reached);
  out.key("dearest").begin_array();
  for (const CapUse& use : group.reached) {
    out.begin_object().member("kind", use.cap.kind).member("of", use.cap.of).member("most", use.most);
    out.member("used", use.used).member("price", use.price).end_object();
  }
  out.end_array().end_object();
}

void write_group(JsonWriter& out, std::string_view name, const GroupPlan& group) {
  out.key(name).begin_object().member("people", group.people).member("with_list", group.with_list);
  out.key("without_list").begin_object().member("no_product_may_be_shown", group.without_candidates);
  out.member("caps_reached", group.without_room).end_object();
  out.member("places", group.places).member("products_offered", group.products_offered);
  out.member("products_given", group.products_given);
  out.key("expected_uptake").begin_object().member("purchases", group.uptake);
  out.member("low", group.uptake_low).member("high", group.uptake_high).end_object();
  out.key("assignment").begin_object().member("value", group.uptake).member("bound", group.bound);
  out.member("gap", group.gap).member("rounds", std::uint64_t{group.rounds}).end_object();
  write_caps(out, group);
  out.end_object();
}

void write_basis(JsonWriter& out, const UptakeBasis& basis) {
  out.key("uptake").begin_object().member("from", basis.runs.empty() ? "guess" : "runs");
  out.member("first_place", basis.first_place).member("fall", basis.fall).member("rise", basis.rise);
  out.key("runs").begin_array();
  for (const CountedRun& run : basis.runs)
    out.begin_object().member("campaign", run.campaign).member("run", run.run).end_object();
  out.end_array().member("people", basis.people).member("places", basis.places);
  out.member("purchases", basis.purchases).end_object();
}

// --- Progress. The numbers are on disk: never change or reuse one.

enum ProgressField : unsigned { sent = 1, held_out = 2 };
enum PriceField : unsigned {
  round = 1,
  prices = 2,
  best_prices = 3,
  value_prices = 4,
  best_bound = 5,
  best_value = 6,
  step = 7,
  patience = 8,
};

std::string bytes_of(const std::vector<double>& numbers) {
  std::string bytes(numbers.size() * sizeof(double), '\0');
  if (!numbers.empty()) std::memcpy(bytes.data(), numbers.data(), bytes.size());
  return bytes;
}

std::vector<double> numbers_of(std::string_view bytes) {
  std::vector<double> numbers(bytes.size() / sizeof(double));
  if (!numbers.empty()) std::memcpy(numbers.data(), bytes.data(), numbers.size() * sizeof(double));
  return numbers;
}

double number_of(std::string_view bytes) {
  const std::vector<double> numbers = numbers_of(bytes);
  return numbers.size() == 1 ? numbers.front() : 0;
}

void write_prices(FieldWriter& out, const PriceState& state) {
  out.number(round, state.round);
  out.text(prices, bytes_of(state.prices));
  out.text(best_prices, bytes_of(state.best_prices));
  out.text(value_prices, bytes_of(state.value_prices));
  out.text(best_bound, bytes_of({state.best_bound}));
  out.text(best_value, bytes_of({state.best_value}));
  out.text(step, bytes_of({state.step}));
  out.number(patience, state.patience_left);
}

bool read_prices(std::string_view bytes, PriceState& state) {
  FieldReader in(bytes);
  Field field;
  while (in.next(field)) {
    switch (field.number) {
      case round:
        state.round = static_cast<unsigned>(field.value);
        break;
      case prices:
        state.prices = numbers_of(field.bytes);
        break;
      case best_prices:
        state.best_prices = numbers_of(field.bytes);
        break;
      case value_prices:
        state.value_prices = numbers_of(field.bytes);
        break;
      case best_bound:
        state.best_bound = number_of(field.bytes);
        break;
      case best_value:
        state.best_value = number_of(field.bytes);
        break;
      case step:
        state.step = number_of(field.bytes);
        break;
      case patience:
        state.patience_left = static_cast<unsigned>(field.value);
        break;
      default:
        break;
    }
  }
  const bool alike =
      state.prices.size() == state.best_prices.size() && state.prices.size() == state.value_prices.size();
  return !in.failed() && alike;
}

}  // namespace

std::string to_json(const Plan& plan) {
  std::string json;
  JsonWriter out(json);
  out.begin_object().member("at", to_rfc3339(plan.at));
  write_people(out, plan.people);
  write_basis(out, plan.uptake);
  write_group(out, "sent", plan.sent);
  write_group(out, "held_out", plan.held_out);
  out.end_object();
  return json;
}

std::string encode(const PlanProgress& progress) {
  std::string bytes;
  FieldWriter out(bytes);
  out.nested(sent, [&](FieldWriter& sent) { write_prices(sent, progress.prices[0]); });
  out.nested(held_out, [&](FieldWriter& held) { write_prices(held, progress.prices[1]); });
  return bytes;
}

Result<PlanProgress> decode_progress(std::string_view bytes) {
  PlanProgress progress;
  FieldReader in(bytes);
  Field field;
  bool good = true;
  while (in.next(field)) {
    if (field.number == sent) good = good && read_prices(field.bytes, progress.prices[0]);
    if (field.number == held_out) good = good && read_prices(field.bytes, progress.prices[1]);
  }
  if (!good || in.failed()) return corrupt("the progress of a campaign's plan can't be read");
  return progress;
}

}  // namespace suggestd::campaigns
