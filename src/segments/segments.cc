#include "segments/segments.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "base/plain_name.h"
#include "follow/followers.h"
#include "segments/definition_text.h"
#include "segments/limits.h"
#include "segments/side_facts_follower.h"

namespace suggestd::segments {
namespace {

// The prefix of segments among rule documents.
constexpr std::string_view kPrefix = "segment/";
// The longest wait of a count for the facts beside the model: they are read from the log in some milliseconds, and
// longer only after a start.
constexpr std::chrono::milliseconds kLongestWait{2'000};

std::string document_name(std::string_view name) { return fmt::format("{}{}", kPrefix, name); }

Error no_such_segment(std::string_view name, const std::vector<Segment>& segments) {
  constexpr std::size_t kMostNames = 20;
  std::string names;
  for (std::size_t i = 0; i < std::min(kMostNames, segments.size()); ++i)
    names += fmt::format("{}{}", names.empty() ? "" : ", ", segments[i].name);
  if (segments.size() > kMostNames) names += fmt::format(" and {} more", segments.size() - kMostNames);
  return not_found(fmt::format(
      "no segment '{}' is known; {}", name,
      names.empty() ? "there is none yet; PUT /v1/segments/NAME makes one" : "there are: " + names));
}

// The error of a definition, as one of the field that holds it.
Error of_field(const Error& error) {
  const bool of_definition = error.kind() == ErrorKind::invalid || error.kind() == ErrorKind::not_found;
  return of_definition ? invalid_field("/people", error.message()) : error;
}

}  // namespace

Segments::Segments(store::Store& store, ShopId shop, NewestSnapshot snapshot)
    : store_(store), shop_(shop), snapshot_(std::move(snapshot)) {}
Segments::~Segments() { stop(); }

Result<std::unique_ptr<Segments>> Segments::open(store::Store& store, ShopId shop, NewestSnapshot snapshot) {
  std::unique_ptr<Segments> segments(new Segments(store, shop, std::move(snapshot)));
  Result<std::unique_ptr<MemberLists>> lists = MemberLists::open(store, shop);
  if (!lists) return std::move(lists).error();
  segments->lists_ = *std::move(lists);
  auto follower =
      SideFactsFollower::start(shop, store.log(), store.follower_state(follow::kSegments), *segments->lists_);
  if (!follower) return std::move(follower).error();
  segments->follower_ = *std::move(follower);
  return segments;
}

void Segments::stop() {
  if (follower_ != nullptr) follower_->stop();
}

follow::FollowerCondition Segments::condition() const { return follower_->condition(); }

Result<Segment> Segments::find(std::string_view name) const {
  const Result<store::StoredRule> rule = store_.records().rule(shop_, document_name(name));
  if (!rule && rule.error().kind() != ErrorKind::not_found) return rule.error();
  if (!rule) {
    const Result<std::vector<Segment>> others = all();
    return others ? no_such_segment(name, *others) : others.error();
  }
  Result<Definition> definition = parse_definition(rule->document.json);
  if (!definition) return definition.error().with_context(fmt::format("the stored segment '{}'", name));
  return Segment{std::string(name), *std::move(definition), rule->last};
}

Result<std::vector<Segment>> Segments::all() const {
  std::vector<Segment> segments;
  Status read = store_.records().for_each_rule(shop_, [&](const RuleDocument& document) -> Status {
    if (!document.name.starts_with(kPrefix)) return {};
    Result<Definition> definition = parse_definition(document.json);
    if (definition) {
      segments.push_back({document.name.substr(kPrefix.size()), *std::move(definition), {}});
    } else {
      log_error("a stored segment can't be read and is left out",
                {{"segment", document.name}, {"error", definition.error().message()}});
    }
    return {};
  });
  if (!read) return std::move(read).error();
  return segments;
}

Status Segments::check_put(std::string_view name, const Definition& definition, Account account) const {
  if (Status good = check_plain_name(name); !good) return good;
  const Result<std::vector<Segment>> stored = all();
  if (!stored) return stored.error();
  const bool known = std::ranges::find(*stored, name, &Segment::name) != stored->end();
  if (!known && stored->size() >= limits::kSegments.most) {
    return invalid(
        fmt::format("{} segments are defined, and a shop has at most {}; delete one that is not used",
                    stored->size(), limits::kSegments.most));
  }
  const Result<PeopleSet> people = counting(account).people(definition, name);
  if (!people) return of_field(people.error());
  return {};
}

Status Segments::check_removal(std::string_view name) const {
  if (const Result<Segment> known = find(name); !known) return known.error();
  const Result<std::vector<Segment>> others = all();
  if (!others) return others.error();
  std::string users;
  for (const Segment& other : *others) {
    const std::vector<InSegment> named = references_of(other.definition).segments;
    if (std::ranges::find(named, name, &InSegment::name) != named.end())
      users += fmt::format("{}{}", users.empty() ? "" : ", ", other.name);
  }
  if (users.empty()) return {};
  return conflict(
      fmt::format("the segment '{}' is named by others: {}; change or delete these first", name, users));
}

Mutation Segments::put_of(std::string_view name, const Definition& definition) {
  return PutRule{{document_name(name), to_json(definition)}};
}

Mutation Segments::removal_of(std::string_view name) { return DeleteRule{document_name(name)}; }

Counting Segments::counting(Account account) const {
  Known known;
  known.snapshot = snapshot_();
  known.lists = lists_->all();
  known.side_facts = [this, applied = known.snapshot->applied.sequence] { return side_facts(applied); };
  known.segment = [this](std::string_view name) -> Result<Definition> {
    Result<Segment> segment = find(name);
    if (!segment) return std::move(segment).error();
    return std::move(segment->definition);
  };
  return {std::move(known), account};
}

Result<std::shared_ptr<const SideFacts>> Segments::side_facts(Sequence applied) const {
  if (follower_->wait_applied(applied, kLongestWait)) return follower_->facts();
  if (const std::optional<Error> failure = follower_->failure()) {
    return failure->with_context(
        "amounts and lists of people are followed no more, and a restart meets the same");
  }
  return Error(ErrorKind::busy,
               "the amounts of orders are still being read from the log; ask again in a moment");
}

Result<std::vector<std::string>> Segments::people_of(std::string_view name, Account account) const {
  Counting counting = this->counting(account);
  const Result<PeopleSet> people = counting.people_of(name);
  if (!people) return people.error();
  std::vector<std::string> users;
  for (PersonId& person : counting.ids_of(*people)) {
    if (person.kind == PersonIdKind::user) users.push_back(std::move(person.id));
  }
  std::ranges::sort(users);
  return users;
}

}  // namespace suggestd::segments
