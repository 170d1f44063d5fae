#include "evaluate/prequential.h"

#include <chrono>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "base/parallel.h"
#include "evaluate/basket_people.h"
#include "evaluate/offline_shop.h"
#include "evaluate/single_scores.h"
#include "model/blend/learned_blend.h"

namespace suggestd::evaluate {
namespace {

using Clock = std::chrono::steady_clock;
using PeopleWith = std::unordered_map<std::string, std::size_t>;

// The number of customers who bought each product, over the whole log, for novelty.
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

// The lists of the lanes by themselves for one order before it is learned, in the order of single_scores().
using Prediction = std::vector<std::vector<std::string>>;

Timestamp time_of(double day) {
  return Timestamp(
      std::chrono::round<std::chrono::microseconds>(std::chrono::duration<double, std::ratio<86400>>(day)));
}

class Run {
 public:
  Run(const std::vector<CustomerOrder>& orders, const PrequentialOptions& options)
      : orders_(orders),
        options_(options),
        threads_(options.model.threads == 0 ? default_thread_count() : options.model.threads),
        users_(baskets_of(orders)),
        people_with_(count_customers(users_)),
        shop_(options.model),
        blend_(adder()) {
    blend_options_.lanes = {options.model.factors, options.model.neighbours.cooccurrence,
                            options.model.neighbours.sparse_linear};
  }

  Result<Report> run() {
    std::size_t next = 0;
    while (next < orders_.size()) {
      const std::size_t end = end_of_period(next);
      if (learned_) score_lanes(next, end);
      if (const Status served = serve(next, end); !served) return served.error();
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
    report.microseconds_per_list = list_seconds_ * 1e6 / static_cast<double>(report.blend.users);
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
    train_seconds_ += shop_.train() + shop_.fit_blend(threads_);
    shop_.learn_live();
    std::optional<model::LearnedBlend> renewed =
        model::learn_blend(data_.people, data_.items(), now, blend_options_, threads_);
    learned_ = renewed ? std::make_unique<const model::LearnedBlend>(*std::move(renewed)) : nullptr;
    if (options_.progress)
      options_.progress(fmt::format("{} customers, {} products learned", data_.people.size(), data_.items()));
  }

  // Asks the shop for each order of a customer with a history, and has it learn the order then.
  Status serve(std::size_t begin, std::size_t end) {
    for (std::size_t o = begin; o < end; ++o) {
      const CustomerOrder& order = orders_[o];
      const bool known = !customers_.insert(order.user).second;
      if (learned_ && known) {
        recommend::Request request;
        request.user_id = order.user;
        request.limit = options_.at;
        request.include_bought = true;
        request.now = time_of(order.day);
        const Clock::time_point start = Clock::now();
        const Result<std::vector<std::string>> list = shop_.list(request);
        list_seconds_ += std::chrono::duration<double>(Clock::now() - start).count();
        if (!list) return list.error();
        blend_.add(*list, order.products);
      }
      shop_.add_order(order.user, order.products, time_of(order.day));
    }
    return {};
  }

  // The orders of one period, each with the history that stood before it.
  struct Question {
    std::uint32_t person;
    std::size_t order;
  };

  void score_lanes(std::size_t begin, std::size_t end) {
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
        (void)ranker->top(histories[q], day, questions[q].person, options_.at);  // the view sees them now
        for (const NamedScore& named : scores)
          predictions[q].push_back(best_by(named.score, ranker->view(), data_, options_.at));
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
      for (std::size_t s = 0; s < scores.size(); ++s) single_[s].add(predictions[q][s], bought);
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
  OfflineShop shop_;
  std::unordered_set<std::string> customers_;  // with an order that the shop has
  double list_seconds_ = 0;
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
