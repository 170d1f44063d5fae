#include "evaluate/prequential.h"

#include <chrono>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/parallel.h"
#include "evaluate/basket_people.h"
#include "evaluate/single_scores.h"
#include "model/learned_blend.h"

namespace suggestd::evaluate {
namespace {

using Clock = std::chrono::steady_clock;
using PeopleWith = std::unordered_map<std::string, std::size_t>;

// How many customers bought each product, over the whole log, for novelty.
PeopleWith count_customers(const std::vector<UserBaskets>& users) {
  PeopleWith people_with;
  for (const UserBaskets& user : users) {
    std::unordered_map<std::string, bool> mine;
    for (const Basket& basket : user.baskets) {
      for (const std::string& product : basket) mine.emplace(product, true);
    }
    for (const auto& [product, unused] : mine) ++people_with[product];
  }
  return people_with;
}

// What is said of one order before it is learned.
struct Prediction {
  std::vector<std::string> blend;
  std::vector<std::vector<std::string>> single;  // in the order of single_scores()
};

class Run {
 public:
  Run(const std::vector<CustomerOrder>& orders, const PrequentialOptions& options)
      : orders_(orders),
        options_(options),
        threads_(options.model.threads == 0 ? default_thread_count() : options.model.threads),
        users_(baskets_of(orders)),
        people_with_(count_customers(users_)),
        blend_(adder()) {
    blend_options_.lanes = {options.model.factors, options.model.neighbours.cooccurrence,
                            options.model.neighbours.sparse_linear};
  }

  Result<Report> run() {
    std::size_t next = 0;
    while (next < orders_.size()) {
      const std::size_t end = end_of_period(next);
      if (learned_) score(next, end);
      learn(next, end);
      next = end;
      if (next < orders_.size()) renew(orders_[next].day);
    }
    Report report;
    report.protocol = "prequential";
    report.at = options_.at;
    report.blend = blend_.quality();
    if (report.blend.users == 0) return invalid("too few customers came back for anything to be predicted");
    for (std::size_t s = 0; s < names_.size(); ++s) report.lanes[names_[s]] = single_[s].quality();
    report.train_seconds = train_seconds_;
    report.microseconds_per_list = 0;
    report.settings["dimensions"] = fmt::format("{}", options_.model.factors.dim);
    report.settings["days between renewals"] = fmt::format("{}", kRenewalDays);
    return report;
  }

 private:
  QualityAdder adder() const { return {options_.at, people_with_.size(), users_.size(), people_with_}; }

  std::size_t end_of_period(std::size_t begin) const {
    std::size_t end = begin;
    while (end < orders_.size() && orders_[end].day < orders_[begin].day + kRenewalDays) ++end;
    return end;
  }

  std::uint32_t row_of(const std::string& user) {
    const auto [row, added] = rows_.emplace(user, static_cast<std::uint32_t>(data_.people.size()));
    if (added) data_.people.emplace_back();
    return row->second;
  }

  void renew(double now) {
    const Clock::time_point start = Clock::now();
    std::optional<model::LearnedBlend> renewed =
        model::learn_blend(data_.people, data_.items(), now, blend_options_, threads_);
    train_seconds_ += std::chrono::duration<double>(Clock::now() - start).count();
    learned_ = renewed ? std::make_unique<const model::LearnedBlend>(*std::move(renewed)) : nullptr;
    if (options_.progress)
      options_.progress(fmt::format("{} customers, {} products learned", data_.people.size(), data_.items()));
  }

  // The orders of one period, each with the history that stood before it.
  struct Question {
    std::uint32_t person;
    std::size_t order;
  };

  void score(std::size_t begin, std::size_t end) {
    std::vector<Question> questions;
    std::vector<model::BasketHistory> histories;
    std::unordered_map<std::uint32_t, model::BasketHistory> running;
    for (std::size_t o = begin; o < end; ++o) {
      const std::uint32_t person = row_of(orders_[o].user);
      const auto [history, added] = running.try_emplace(person, data_.people[person]);
      if (!history->second.empty()) {
        questions.push_back({person, o});
        histories.push_back(history->second);
      }
      // Products that the lanes have not met cannot be looked up in them.
      model::DatedBasket known{orders_[o].day, {}};
      for (const std::string& product : orders_[o].products) {
        const std::uint32_t item = data_.item(product);
        if (item < learned_->lanes.items()) known.items.push_back(item);
      }
      if (!known.items.empty()) history->second.push_back(std::move(known));
    }
    const std::vector<NamedScore> scores = single_scores(learned_->lanes);
    const std::vector<Prediction> predictions = predict(questions, histories, scores);
    keep(questions, predictions, scores);
  }

  std::vector<Prediction> predict(const std::vector<Question>& questions,
                                  const std::vector<model::BasketHistory>& histories,
                                  const std::vector<NamedScore>& scores) const {
    std::vector<Prediction> predictions(questions.size());
    std::vector<std::unique_ptr<model::BlendRanker>> rankers(threads_);
    parallel_for(questions.size(), 8, threads_, [&](const Chunk& chunk) {
      std::unique_ptr<model::BlendRanker>& ranker = rankers[chunk.worker];
      if (ranker == nullptr) ranker = std::make_unique<model::BlendRanker>(*learned_);
      for (std::size_t q = chunk.begin; q < chunk.end; ++q) {
        const double day = orders_[questions[q].order].day;
        for (const model::BlendHit& hit : ranker->top(histories[q], day, questions[q].person, options_.at))
          predictions[q].blend.push_back(data_.product(hit.item));
        for (const NamedScore& named : scores)
          predictions[q].single.push_back(best_by(named.score, ranker->view(), data_, options_.at));
      }
    });
    return predictions;
  }

  void keep(const std::vector<Question>& questions, const std::vector<Prediction>& predictions,
            const std::vector<NamedScore>& scores) {
    if (names_.empty()) {
      for (const NamedScore& named : scores) {
        names_.push_back(named.name);
        single_.push_back(adder());
      }
    }
    for (std::size_t q = 0; q < questions.size(); ++q) {
      const Basket& bought = orders_[questions[q].order].products;
      blend_.add(predictions[q].blend, bought);
      for (std::size_t s = 0; s < scores.size(); ++s) single_[s].add(predictions[q].single[s], bought);
    }
  }

  void learn(std::size_t begin, std::size_t end) {
    for (std::size_t o = begin; o < end; ++o) {
      const std::uint32_t person = row_of(orders_[o].user);
      model::DatedBasket basket{orders_[o].day, {}};
      for (const std::string& product : orders_[o].products) basket.items.push_back(data_.item(product));
      data_.people[person].push_back(std::move(basket));
    }
  }

  const std::vector<CustomerOrder>& orders_;
  const PrequentialOptions& options_;
  std::size_t threads_;
  model::BlendOptions blend_options_;
  std::vector<UserBaskets> users_;
  PeopleWith people_with_;
  BasketPeople data_;
  std::unordered_map<std::string, std::uint32_t> rows_;  // in data_.people, by customer
  std::unique_ptr<const model::LearnedBlend> learned_;   // null: nothing could be fitted yet
  QualityAdder blend_;
  std::vector<std::string> names_;
  std::vector<QualityAdder> single_;  // beside names_
  double train_seconds_ = 0;
};

}  // namespace

Result<Report> evaluate_prequential(const std::vector<CustomerOrder>& orders,
                                    const PrequentialOptions& options) {
  return Run(orders, options).run();
}

}  // namespace suggestd::evaluate
