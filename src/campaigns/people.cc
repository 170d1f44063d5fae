#include "campaigns/people.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "campaigns/holdout.h"
#include "campaigns/limits.h"

namespace suggestd::campaigns {
namespace {

// Keys of known users begin with their kind (learn/facts/names.h).
std::vector<std::string> all_users(const learn::Snapshot& snapshot) {
  std::vector<std::string> users;
  for (std::size_t row = 0; row < snapshot.people.size(); ++row) {
    const std::string& key = snapshot.people.id(static_cast<UserRow>(row));
    const bool is_user = !key.empty() && key.front() == static_cast<char>(PersonIdKind::user);
    if (is_user && snapshot.person(static_cast<UserRow>(row)) != nullptr) users.push_back(key.substr(1));
  }
  std::ranges::sort(users);
  return users;
}

// Both ascend.
void mark(const std::vector<std::string>& people, const std::vector<std::string>& segment, SegmentBits bit,
          std::vector<SegmentBits>& bits) {
  bits.resize(people.size());
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (std::ranges::binary_search(segment, people[i])) bits[i] = static_cast<SegmentBits>(bits[i] | bit);
  }
}

Result<std::vector<std::string>> people_in(const std::string& segment, const PeopleOf& people_of,
                                           std::string_view field) {
  Result<std::vector<std::string>> people = people_of(segment);
  if (!people) return people.error().with_context(field);
  return people;
}

Status mark_segments(const Campaign& campaign, const PeopleOf& people_of, People& people) {
  static_assert(limits::kCampaignReportSegments.most <= std::numeric_limits<SegmentBits>::digits);
  for (std::size_t i = 0; i < campaign.report_segments.size(); ++i) {
    const auto segment = people_in(campaign.report_segments[i], people_of, "report_segments");
    if (!segment) return segment.error();
    const auto bit = static_cast<SegmentBits>(1U << i);
    mark(people.sent, *segment, bit, people.sent_in);
    mark(people.held_out, *segment, bit, people.held_out_in);
  }
  return {};
}

Result<RunBook::People> addressed_lately(const Campaign& campaign, const RunTime& run, const RunBook& runs) {
  if (campaign.frequency_days == 0) return RunBook::People();
  const Timestamp from = run.at - std::chrono::days(campaign.frequency_days);
  // A run of the same moment counts too: two campaigns of one morning must not both write.
  return runs.addressed(from, run.at + std::chrono::microseconds(1), run.name);
}

}  // namespace

Result<People> find_people(const Campaign& campaign, const RunTime& run, const learn::Snapshot& snapshot,
                           const PeopleOf& people_of, const RunBook& runs) {
  std::vector<std::string> suppressed;
  if (!campaign.suppressed_segment.empty()) {
    auto found = people_in(campaign.suppressed_segment, people_of, "suppress");
    if (!found) return std::move(found).error();
    suppressed = *std::move(found);
  }
  auto named = campaign.segment.empty() ? Result<std::vector<std::string>>(all_users(snapshot))
                                        : people_in(campaign.segment, people_of, "people");
  if (!named) return std::move(named).error();
  const Result<RunBook::People> lately = addressed_lately(campaign, run, runs);
  if (!lately) return lately.error();

  People people;
  people.counts.named = named->size();
  for (std::string& id : *named) {
    const learn::PersonState* person = snapshot.person(PersonIdKind::user, id);
    if (person == nullptr) {
      ++people.counts.unknown;
    } else if (!person->profiling) {
      ++people.counts.not_profiled;
    } else if (std::ranges::binary_search(suppressed, id)) {
      ++people.counts.suppressed;
    } else if (lately->contains(RunBook::hash_of(id))) {
      ++people.counts.addressed_lately;
    } else {
      ++people.counts.eligible;
      const bool held_out = is_held_out(campaign.drawn_by(), id, campaign.holdout);
      (held_out ? people.held_out : people.sent).push_back(std::move(id));
    }
  }
  if (Status marked = mark_segments(campaign, people_of, people); !marked) return std::move(marked).error();
  return people;
}

}  // namespace suggestd::campaigns
