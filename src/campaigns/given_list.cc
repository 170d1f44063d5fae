#include "campaigns/given_list.h"

#include <cmath>

#include "records/wire.h"

namespace suggestd::campaigns {
namespace {

// On disk: never change or reuse one.
enum ListField : unsigned {
  held_out_field = 1,
  product_field = 2,
  opened_field = 3,
  clicked_field = 4,
  place_field = 5,
  activity_field = 6,  // in thousandths
  segment_field = 7,
};
constexpr double kThousand = 1000;

}  // namespace

store::KeptPerson to_kept(const GivenList& list) {
  store::KeptPerson kept{list.user_id, {}};
  FieldWriter out(kept.payload);
  out.flag_if_set(held_out_field, list.held_out);
  for (const std::string& product : list.products) out.text(product_field, product);
  out.flag_if_set(opened_field, list.opened);
  for (const std::uint32_t place : list.clicked) out.number(clicked_field, place);
  for (const std::uint32_t place : list.places) out.number(place_field, place);
  if (list.activity > 0)
    out.number(activity_field, static_cast<std::uint64_t>(std::lround(list.activity * kThousand)));
  for (const std::string& segment : list.segments) out.text(segment_field, segment);
  return kept;
}

Result<GivenList> from_kept(const store::KeptPerson& kept) {
  GivenList list;
  list.user_id = kept.user_id;
  FieldReader in(kept.payload);
  Field field;
  while (in.next(field)) {
    if (field.number == held_out_field) list.held_out = field.value != 0;
    if (field.number == product_field) list.products.push_back(field.text());
    if (field.number == opened_field) list.opened = field.value != 0;
    if (field.number == place_field) list.places.push_back(static_cast<std::uint32_t>(field.value));
    if (field.number == activity_field) list.activity = static_cast<double>(field.value) / kThousand;
    if (field.number == segment_field) list.segments.push_back(field.text());
    if (field.number == clicked_field) list.clicked.push_back(static_cast<std::uint32_t>(field.value));
  }
  if (in.failed() || (!list.places.empty() && list.places.size() != list.products.size()))
    return corrupt("the list that a campaign gave can't be read");
  return list;
}

}  // namespace suggestd::campaigns
