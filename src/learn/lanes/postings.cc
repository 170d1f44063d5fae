#include "learn/lanes/postings.h"

#include <algorithm>

namespace suggestd::learn {

void Postings::set(ProductRow product, UserRow person, float confidence) {
  LearnedRow& people = rows_[index(product)];
  // A checkpoint tells the people in this order, and a search in each row would be much of a start.
  if (confidence > 0 && (people.columns.empty() || people.columns.back() < index(person))) {
    people.columns.push_back(index(person));
    people.confidences.push_back(confidence);
    ++pairs_;
    return;
  }
  const auto place = std::lower_bound(people.columns.begin(), people.columns.end(), index(person));
  const auto offset = place - people.columns.begin();
  const bool present = place != people.columns.end() && *place == index(person);
  if (present && confidence > 0) {
    people.confidences[static_cast<std::size_t>(offset)] = confidence;
  } else if (present) {
    people.columns.erase(place);
    people.confidences.erase(people.confidences.begin() + offset);
    --pairs_;
  } else if (confidence > 0) {
    people.columns.insert(place, index(person));
    people.confidences.insert(people.confidences.begin() + offset, confidence);
    ++pairs_;
  }
}

double Postings::observed() const {
  double sum = 0;
  for (const LearnedRow& row : rows_) {
    for (const float confidence : row.confidences) sum += static_cast<double>(confidence);
  }
  return sum;
}

}  // namespace suggestd::learn
