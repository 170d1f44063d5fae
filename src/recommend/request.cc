#include "recommend/request.h"

#include <algorithm>
#include <array>

namespace suggestd::recommend {
namespace {

struct NamedKind {
  ListKind kind;
  std::string_view name;
};

constexpr std::array kKinds{
    NamedKind{ListKind::for_you, "for-you"},
    NamedKind{ListKind::similar, "similar"},
    NamedKind{ListKind::bought_together, "bought-together"},
    NamedKind{ListKind::popular, "popular"},
    NamedKind{ListKind::trending, "trending"},
    NamedKind{ListKind::new_arrivals, "new"},
    NamedKind{ListKind::recently_viewed, "recently-viewed"},
    NamedKind{ListKind::buy_again, "buy-again"},
    NamedKind{ListKind::rerank, "rerank"},
    NamedKind{ListKind::bought_next, "bought-next"},
};

}  // namespace

std::string_view list_kind_name(ListKind kind) {
  const auto* found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const NamedKind& named) { return named.kind == kind; });
  return found == kKinds.end() ? std::string_view{} : found->name;
}

std::optional<ListKind> parse_list_kind(std::string_view name) {
  const auto* found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const NamedKind& named) { return named.name == name; });
  if (found == kKinds.end()) return std::nullopt;
  return found->kind;
}

}  // namespace suggestd::recommend
