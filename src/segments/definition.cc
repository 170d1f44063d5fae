#include "segments/definition.h"

namespace suggestd::segments {

bool Comparison::holds(double left) const {
  switch (op) {
    case catalog::Operator::equal:
      return left == number;
    case catalog::Operator::unequal:
      return left != number;
    case catalog::Operator::less:
      return left < number;
    case catalog::Operator::less_equal:
      return left <= number;
    case catalog::Operator::greater:
      return left > number;
    default:
      return left >= number;
  }
}

References references_of(const Definition& definition) {
  References references;
  for_each_condition(definition.condition, [&](const Condition& condition) {
    if (const auto* segment = std::get_if<InSegment>(&condition.rule))
      references.segments.push_back(*segment);
    if (const auto* list = std::get_if<InFile>(&condition.rule)) references.lists.push_back(*list);
  });
  return references;
}

}  // namespace suggestd::segments
