#include "model/factors/local_gram.h"

namespace suggestd::model {

void LocalGram::resize(std::size_t count) {
  size = count;
  stride = padded(count);
  values.assign(size * stride, 0.0F);
}

void LocalGramBuilder::count_items_of_users(std::span<const std::uint32_t> items) {
  counts_.resize(histories_.users(), 0);
  ends_.resize(histories_.users());
  users_.clear();
  for (const std::uint32_t item : items) {
    for (const std::uint32_t user : histories_.users_of(item)) {
      if (counts_[user]++ == 0) users_.push_back(user);
    }
  }
}

void LocalGramBuilder::list_items_of_users(std::span<const std::uint32_t> items) {
  std::uint32_t begin = 0;
  for (const std::uint32_t user : users_) {
    ends_[user] = begin;
    begin += counts_[user];
  }
  places_.resize(begin);
  for (std::size_t place = 0; place < items.size(); ++place) {
    for (const std::uint32_t user : histories_.users_of(items[place])) {
      places_[ends_[user]++] = static_cast<std::uint16_t>(place);
    }
  }
}

void LocalGramBuilder::build(std::span<const std::uint32_t> items, LocalGram& out) {
  out.resize(items.size());
  count_items_of_users(items);
  list_items_of_users(items);
  for (const std::uint32_t user : users_) {
    const float weight = weights_[user];
    const std::span<const std::uint16_t> list(places_.data() + ends_[user] - counts_[user], counts_[user]);
    for (std::size_t p = 0; p < list.size(); ++p) {
      float* row = out.row(list[p]);
      for (std::size_t q = p; q < list.size(); ++q) row[list[q]] += weight;  // places ascend: upper half
    }
    counts_[user] = 0;
  }
  for (std::size_t a = 0; a < items.size(); ++a) {
    for (std::size_t b = a + 1; b < items.size(); ++b) out.row(b)[a] = out.row(a)[b];
  }
}

}  // namespace suggestd::model
