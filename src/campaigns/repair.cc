#include "campaigns/repair.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <queue>
#include <vector>

namespace suggestd::campaigns {
namespace {

// A solution under way, and the room that it leaves under each cap.
class Draft {
 public:
  Draft(const AssignmentProblem& problem, std::span<const double> cap_prices, const PriceRound& round)
      : problem_(problem),
        prices_(product_prices(problem, cap_prices)),
        runner_up_(round.runner_up),
        choices_(round.wanted),
        use_(round.use) {}

  void evict();
  void fill();
  void exchange();
  Choices take() && { return std::move(choices_); }

 private:
  // Somebody's hold on a product, and the loss if it is taken from them.
  struct Hold {
    float loss;
    std::uint32_t person;
    std::uint32_t place;
  };
  struct Wish {
    float net;
    std::uint32_t person;
    std::uint32_t place;
    bool operator<(const Wish& other) const {
      return net != other.net ? net < other.net : person > other.person;
    }
  };

  float value(std::uint32_t place) const { return problem_.candidates[place].value; }
  std::uint32_t product(std::uint32_t place) const { return problem_.candidates[place].product; }
  float net(std::uint32_t place) const { return value(place) - prices_[product(place)]; }
  std::span<const std::uint32_t> caps(std::uint32_t place) const { return problem_.caps_of[product(place)]; }
  bool has_room(std::uint32_t place) const {
    return std::ranges::all_of(caps(place),
                               [&](std::uint32_t cap) { return use_[cap] < problem_.caps[cap]; });
  }
  bool holds(std::uint32_t person, std::uint32_t place) const {
    const auto theirs = choices_.of(person);
    return std::ranges::find(theirs, place) != theirs.end();
  }

  void use(std::uint32_t place) {
    for (const std::uint32_t cap : caps(place)) ++use_[cap];
  }
  void leave(std::uint32_t place) {
    for (const std::uint32_t cap : caps(place)) --use_[cap];
  }
  void release(std::uint32_t person, std::uint32_t place);
  void trim(std::uint32_t cap, std::vector<Hold>& holds);
  std::vector<std::vector<Hold>> holds_of_exceeded() const;
  std::optional<Wish> best_wish(std::uint32_t person) const;
  bool exchange_of(std::uint32_t person);

  const AssignmentProblem& problem_;
  const std::vector<float> prices_;
  const std::vector<float>& runner_up_;
  Choices choices_;
  std::vector<std::uint64_t> use_;
};

void Draft::release(std::uint32_t person, std::uint32_t place) {
  const auto theirs = choices_.of(person);
  const auto gone = std::ranges::find(theirs, place);
  std::move(gone + 1, theirs.end(), gone);
  theirs.back() = Choices::kNone;
  leave(place);
}

std::vector<std::vector<Draft::Hold>> Draft::holds_of_exceeded() const {
  std::vector<std::vector<Hold>> holds(problem_.caps.size());
  for (std::size_t person = 0; person < problem_.people(); ++person) {
    for (const std::uint32_t place : choices_.of(person)) {
      if (place == Choices::kNone) break;
      const float loss = net(place) - runner_up_[person];
      for (const std::uint32_t cap : caps(place)) {
        if (use_[cap] > problem_.caps[cap])
          holds[cap].push_back({loss, static_cast<std::uint32_t>(person), place});
      }
    }
  }
  return holds;
}

// A hold may have gone already, under another cap of its product.
void Draft::trim(std::uint32_t cap, std::vector<Hold>& holds) {
  std::erase_if(holds, [&](const Hold& hold) { return !this->holds(hold.person, hold.place); });
  if (holds.size() <= problem_.caps[cap]) return;
  const auto kept = static_cast<std::ptrdiff_t>(problem_.caps[cap]);
  const auto dearer = [](const Hold& a, const Hold& b) {
    return a.loss != b.loss ? a.loss > b.loss : a.place < b.place;
  };
  std::nth_element(holds.begin(), holds.begin() + kept, holds.end(), dearer);
  for (auto gone = holds.begin() + kept; gone != holds.end(); ++gone) release(gone->person, gone->place);
}

void Draft::evict() {
  std::vector<std::vector<Hold>> holds = holds_of_exceeded();
  for (std::size_t cap = 0; cap < holds.size(); ++cap) trim(static_cast<std::uint32_t>(cap), holds[cap]);
}

std::optional<Draft::Wish> Draft::best_wish(std::uint32_t person) const {
  std::optional<Wish> best;
  for (auto place = static_cast<std::uint32_t>(problem_.first[person]); place < problem_.first[person + 1];
       ++place) {
    if (best && net(place) <= best->net) continue;
    if (has_room(place) && !holds(person, place)) best = Wish{net(place), person, place};
  }
  return best;
}

void Draft::fill() {
  std::vector<Wish> wishes;
  for (std::uint32_t person = 0; person < problem_.people(); ++person) {
    if (choices_.of(person).back() != Choices::kNone) continue;
    if (const auto wish = best_wish(person)) wishes.push_back(*wish);
  }
  std::priority_queue<Wish> waiting(std::less<Wish>(), std::move(wishes));
  while (!waiting.empty()) {
    const Wish wish = waiting.top();
    waiting.pop();
    if (has_room(wish.place)) {
      *std::ranges::find(choices_.of(wish.person), Choices::kNone) = wish.place;
      use(wish.place);
      if (choices_.of(wish.person).back() != Choices::kNone) continue;
    }
    if (const auto next = best_wish(wish.person)) waiting.push(*next);
  }
}

// Exchanges the product of least value for the best that has room, if that is worth more.
bool Draft::exchange_of(std::uint32_t person) {
  const auto theirs = choices_.of(person);
  if (theirs.back() == Choices::kNone) return false;  // fill() found nothing with room
  const auto least = std::ranges::min_element(theirs, {}, [&](std::uint32_t place) { return value(place); });
  std::uint32_t best = *least;
  leave(*least);
  for (auto place = static_cast<std::uint32_t>(problem_.first[person]); place < problem_.first[person + 1];
       ++place) {
    if (value(place) > value(best) && has_room(place) && !holds(person, place)) best = place;
  }
  use(best);
  const bool gained = best != *least;
  *least = best;
  return gained;
}

void Draft::exchange() {
  for (int round = 0; round < kMostExchangeRounds; ++round) {
    bool any = false;
    for (std::uint32_t person = 0; person < problem_.people(); ++person) any = exchange_of(person) || any;
    if (!any) return;
    fill();
  }
}

}  // namespace

Choices repaired(const AssignmentProblem& problem, std::span<const double> cap_prices,
                 const PriceRound& round) {
  Draft draft(problem, cap_prices, round);
  draft.evict();
  draft.fill();
  draft.exchange();
  return std::move(draft).take();
}

}  // namespace suggestd::campaigns
