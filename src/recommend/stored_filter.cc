#include "recommend/stored_filter.h"

#include <utility>

namespace suggestd::recommend {

using catalog::Expression;
using lookup::Bitmap;

LeftOut left_out_by(const Error& error, std::string pointer, std::string rule) {
  const std::string& message = error.message();
  return {std::move(pointer), std::move(rule), message.substr(0, message.find('\n'))};
}

Result<std::optional<Bitmap>> decidable_rows(const learn::Snapshot& snapshot, const StoredFilter& filter,
                                             const catalog::Bindings& bindings, Account account,
                                             std::vector<LeftOut>& left_out) {
  const auto leave_out = [&](const Error& error) {
    left_out.push_back(left_out_by(error, filter.pointer, filter.rule));
  };
  const Result<Expression> whole = Expression::parse(filter.source);
  if (!whole) {
    leave_out(whole.error());
    return std::optional<Bitmap>();
  }
  const auto rows = [&](const Expression& part) {
    return snapshot.filters->rows(part, snapshot.catalog, bindings, account);
  };
  Result<Bitmap> all = rows(*whole);
  if (all) return std::optional(std::move(*all));
  if (all.error().kind() != ErrorKind::invalid) return all.error();

  std::optional<Bitmap> decided;
  for (const Expression& part : whole->parts_of(filter.parts)) {
    Result<Bitmap> some = rows(part);
    if (!some && some.error().kind() != ErrorKind::invalid) return some.error();
    if (!some) {
      leave_out(some.error());
    } else if (!decided) {
      decided = std::move(*some);
    } else {
      decided = filter.parts == catalog::Operator::logical_and ? *decided & *some : *decided | *some;
    }
  }
  return decided;
}

}  // namespace suggestd::recommend
