#include "experiments/interleaved_totals.h"

#include "records/wire.h"

namespace suggestd::experiments {
namespace {

// On disk: never change or reuse a number.
enum TotalsField : unsigned {
  f_visitors = 1,
  f_first_clicks = 2,
  f_second_clicks = 3,
  f_first_purchases = 4,
  f_second_purchases = 5,
  f_settled = 6,
  f_first_by_clicks = 7,
  f_second_by_clicks = 8,
  f_ties_by_clicks = 9,
  f_first_by_purchases = 10,
  f_second_by_purchases = 11,
  f_ties_by_purchases = 12,
};

// Calls visit(field, number) for each number, in the order of the fields.
template <class Totals, class Visit>
void for_each_number(Totals& totals, const Visit& visit) {
  visit(f_visitors, totals.visitors);
  visit(f_first_clicks, totals.clicks[0]);
  visit(f_second_clicks, totals.clicks[1]);
  visit(f_first_purchases, totals.purchases[0]);
  visit(f_second_purchases, totals.purchases[1]);
  visit(f_settled, totals.settled);
  visit(f_first_by_clicks, totals.by_clicks.first);
  visit(f_second_by_clicks, totals.by_clicks.second);
  visit(f_ties_by_clicks, totals.by_clicks.ties);
  visit(f_first_by_purchases, totals.by_purchases.first);
  visit(f_second_by_purchases, totals.by_purchases.second);
  visit(f_ties_by_purchases, totals.by_purchases.ties);
}

void add(Credit& sum, const Credit& credit, int sign) {
  for (std::size_t team = 0; team < kRankings; ++team) sum.at(team) += sign * credit.at(team);
}

}  // namespace

void InterleavedTotals::count(const VisitorRow& row, int sign) {
  visitors += sign;
  add(clicks, row.clicks_by_team(), sign);
  add(purchases, row.purchases_by_team(), sign);
}

void InterleavedTotals::settle(const VisitorRow& row) {
  ++settled;
  const Credit clicked = row.clicks_by_team();
  const Credit bought = row.purchases_by_team();
  by_clicks.add(clicked[0], clicked[1]);
  by_purchases.add(bought[0], bought[1]);
}

std::string encode(const InterleavedTotals& totals) {
  std::string bytes;
  FieldWriter out(bytes);
  for_each_number(totals, [&](unsigned field, std::int64_t number) { out.signed_number(field, number); });
  return bytes;
}

Result<InterleavedTotals> decode_interleaved_totals(std::string_view bytes) {
  InterleavedTotals totals;
  FieldReader fields(bytes);
  for (Field field; fields.next(field);) {
    for_each_number(totals, [&](unsigned number, std::int64_t& value) {
      if (number == field.number) value = field.signed_value();
    });
  }
  if (fields.failed()) return corrupt("the sums of an interleaved experiment can't be read");
  return totals;
}

}  // namespace suggestd::experiments
