#include "shop/person_finder.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <variant>

#include "store/commit/redaction.h"

namespace suggestd::shop {
namespace {

// Records looked at before the log is let go for a moment.
constexpr std::size_t kLookedAtOnce = 20'000;

// Calls `visit` for each record that is kept; it may end the scan by returning false.
Status scan(store::Store& store, ShopId shop, const std::function<bool(const Change&)>& visit) {
  bool goes_on = true;
  store::ReadBounds bounds;
  bounds.records = 1;
  bounds.looked_at = kLookedAtOnce;
  bounds.wanted = [&](const Change& change) {
    goes_on = goes_on && visit(change);
    return !goes_on;  // the page ends there
  };
  const Sequence last = store.log().head(shop);
  for (Sequence after{0}; goes_on && after < last;) {
    const Result<store::Page> page = store.log().read_kept(shop, after, bounds);
    if (!page) return page.error();
    after = page->next;
  }
  return {};
}

// The ids that one record gives to the one who did it.
struct Ids {
  std::string_view user;
  std::string_view anonymous;
  std::string_view email;
};

Ids ids_of(const Change& change) {
  if (const auto* order = std::get_if<OrderChange>(&change.payload)) {
    return {order->after.user_id, order->after.anonymous_id, order->after.email_hash};
  }
  if (const auto* event = std::get_if<Event>(&change.payload))
    return {event->user_id, event->anonymous_id, {}};
  return {};
}

class Finder {
 public:
  Finder(store::Store& store, ShopId shop) : store_(store), shop_(shop) {}

  Result<std::vector<PersonId>> find(const PersonId& who) {
    add(who);
    if (Status joined = join_tables(who); !joined) return std::move(joined).error();
    if (Status read = scan(store_, shop_, [&](const Change& change) { return note_beside(change); }); !read)
      return std::move(read).error();
    if (!beside_.empty()) {
      Status checked = scan(store_, shop_, [&](const Change& change) { return note_shared(change); });
      if (!checked) return std::move(checked).error();
    }
    for (const auto& [id, shared] : beside_) {
      if (!shared) add(id);
    }
    return found_;
  }

 private:
  void add(const PersonId& id) {
    if (!id.id.empty() && known_.insert(id).second) found_.push_back(id);
  }
  bool is(PersonIdKind kind, std::string_view id) const {
    return !id.empty() && known_.contains({kind, std::string(id)});
  }

  Status join_tables(const PersonId& who) {
    if (who.kind == PersonIdKind::user) return join_user(who.id);
    if (who.kind == PersonIdKind::anonymous) {
      const std::optional<std::string> user = store_.records().merged_into(shop_, who.id);
      return user ? join_user(*user) : Status();
    }
    std::vector<std::string> users;
    Status read = store_.records().for_each_user(shop_, [&](const User& user) -> Status {
      if (user.email_hash == who.id) users.push_back(user.user_id);
      return {};
    });
    for (const std::string& user : users) {
      if (read) read = join_user(user);
    }
    return read;
  }

  Status join_user(const std::string& user_id) {
    add({PersonIdKind::user, user_id});
    const Result<store::StoredUser> profile = store_.records().user(shop_, user_id);
    if (!profile && profile.error().kind() != ErrorKind::not_found) return profile.error();
    if (profile) {
      add({PersonIdKind::email_hash, profile->user.email_hash});
      for (const std::string& anonymous : profile->user.anonymous_ids) {
        const std::optional<std::string> into = store_.records().merged_into(shop_, anonymous);
        if (!into || *into == user_id) add({PersonIdKind::anonymous, anonymous});
      }
    }
    return store_.records().for_each_merge(shop_, [&](const UserMerge& merge) -> Status {
      if (merge.into == user_id) add({PersonIdKind::anonymous, merge.from});
      return {};
    });
  }

  // Notes the ids beside the person's own, and those of a guest who gave the person's address.
  bool note_beside(const Change& change) {
    const Ids ids = ids_of(change);
    const bool theirs = is(PersonIdKind::user, ids.user) ||
                        (ids.user.empty() && (is(PersonIdKind::anonymous, ids.anonymous) ||
                                              is(PersonIdKind::email_hash, ids.email)));
    if (!theirs) return true;
    note({PersonIdKind::anonymous, std::string(ids.anonymous)});
    note({PersonIdKind::email_hash, std::string(ids.email)});
    return true;
  }
  void note(PersonId id) {
    if (!id.id.empty() && !known_.contains(id)) beside_.emplace(std::move(id), false);
  }

  // Marks the ids that another user has, too.
  bool note_shared(const Change& change) {
    const Ids ids = ids_of(change);
    if (ids.user.empty() || is(PersonIdKind::user, ids.user)) return true;
    mark({PersonIdKind::anonymous, std::string(ids.anonymous)});
    mark({PersonIdKind::email_hash, std::string(ids.email)});
    return true;
  }
  void mark(const PersonId& id) {
    if (const auto found = beside_.find(id); found != beside_.end()) found->second = true;
  }

  store::Store& store_;
  ShopId shop_;
  std::vector<PersonId> found_;
  std::set<PersonId> known_;
  std::map<PersonId, bool> beside_;  // true: another user has it, too
};

}  // namespace

Result<std::vector<PersonId>> find_person(store::Store& store, ShopId shop, const PersonId& who) {
  return Finder(store, shop).find(who);
}

Status for_each_record_of(store::Store& store, ShopId shop, const std::vector<PersonId>& person,
                          const std::function<bool(const Change&)>& visit) {
  const store::ErasedSubject subject(person, {});
  return scan(store, shop, [&](const Change& change) {
    Change tried = change;
    return store::redact(tried, subject) != store::Redaction::stub || visit(change);
  });
}

}  // namespace suggestd::shop
