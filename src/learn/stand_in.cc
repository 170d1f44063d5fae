#include "learn/stand_in.h"

#include <exception>
#include <string_view>
#include <utility>

#include "base/log.h"
#include "base/round.h"

namespace suggestd::learn {
namespace {

void tell_end(ShopId shop, Sequence sequence, std::string_view reason) noexcept {
  do_round("learner", [&] {
    log_warning(
        "lists stand still until the shop's model is made by other options: the one before can't go on",
        {{"shop_number", std::uint64_t{number(shop)}}, {"sequence", number(sequence)}, {"reason", reason}});
  });
}

}  // namespace

void StandIn::begin(std::unique_ptr<LearnedShop> model, Position applied) {
  model_ = std::move(model);
  applied_ = applied;
}

store::Page StandIn::learn_page(const store::ChangeLog& log, ShopId shop, std::size_t most) noexcept {
  try {
    Result<store::Page> page = log.read(shop, applied_.sequence, most);
    if (page) {
      for (const Change& change : page->changes) model_->apply(change);
      model_->settle();
      applied_.sequence = page->next;
      return *std::move(page);
    }
    tell_end(shop, applied_.sequence, page.error().message());
  } catch (const std::exception& problem) {
    tell_end(shop, applied_.sequence, problem.what());
  }
  end();
  return {{}, applied_.sequence};
}

}  // namespace suggestd::learn
