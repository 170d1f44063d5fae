#include "store/commit/repeats.h"

#include <array>
#include <charconv>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/log.h"
#include "base/mutex.h"
#include "records/wire.h"
#include "store/commit/pending_group.h"
#include "store/disk/database.h"
#include "store/tables/shop_registry.h"

namespace suggestd::store {
namespace {

using std::chrono::duration_cast;
using std::chrono::seconds;

// The key of "GENERATION SECONDS": the present generation and its age.
constexpr std::string_view kAgeKey = "repeats/age";

// The keys under which version 0.1.0 kept whole answers, by the day of the wall clock.
constexpr std::string_view kAnswersOf01 = "answer/";
constexpr std::string_view kAnswersOf01End = "answer0";

enum RowField : unsigned { row_fingerprint = 1, row_last = 2, row_note = 3, row_outcome = 4 };
enum OutcomeField : unsigned {
  outcome_kind = 1,
  outcome_sequence = 2,
  outcome_field = 3,
  outcome_detail = 4
};

constexpr std::uint64_t kMostKinds = kOutcomeKinds - 1;

Result<Outcome> decode_outcome(std::string_view bytes) {
  Outcome outcome;
  FieldReader reader(bytes);
  for (Field field; reader.next(field);) {
    if (field.number == outcome_kind) {
      if (field.value > kMostKinds) return corrupt("a kept outcome is of an unknown kind");
      outcome.kind = static_cast<OutcomeKind>(field.value);
    } else if (field.number == outcome_sequence) {
      outcome.sequence = Sequence{field.value};
    } else if (field.number == outcome_field) {
      outcome.field = field.text();
    } else if (field.number == outcome_detail) {
      outcome.detail = field.text();
    }
  }
  if (reader.failed()) return corrupt("a kept outcome can't be read");
  return outcome;
}

// The generations that are remembered: the present one and the one before.
std::array<std::uint32_t, 2> remembered(std::uint32_t generation) { return {generation, generation - 1}; }

}  // namespace

std::string encode_kept_outcomes(const KeptOutcomes& kept) {
  std::string row;
  FieldWriter out(row);
  out.number(row_fingerprint, kept.fingerprint);
  out.number(row_last, number(kept.last));
  out.text_if_any(row_note, kept.note);
  for (const Outcome& one : kept.outcomes) {
    out.nested(row_outcome, [&](FieldWriter& in) {
      in.number(outcome_kind, static_cast<std::uint64_t>(one.kind));
      in.number(outcome_sequence, number(one.sequence));
      in.text_if_any(outcome_field, one.field);
      in.text_if_any(outcome_detail, one.detail);
    });
  }
  return row;
}

Result<KeptOutcomes> decode_kept_outcomes(std::string_view row) {
  KeptOutcomes kept;
  FieldReader reader(row);
  for (Field field; reader.next(field);) {
    if (field.number == row_fingerprint) {
      kept.fingerprint = field.value;
    } else if (field.number == row_last) {
      kept.last = Sequence{field.value};
    } else if (field.number == row_note) {
      kept.note = field.text();
    } else if (field.number == row_outcome) {
      Result<Outcome> one = decode_outcome(field.bytes);
      if (!one) return std::move(one).error();
      kept.outcomes.push_back(*std::move(one));
    }
  }
  if (reader.failed()) return corrupt("the kept outcomes of a request can't be read");
  return kept;
}

Repeats::Repeats(Database& database, MetaTable& meta, const ShopRegistry& shops, Clock clock)
    : database_(database), meta_(meta), shops_(shops), clock_(std::move(clock)), looked_(clock_()) {}

Result<std::unique_ptr<Repeats>> Repeats::open(Database& database, MetaTable& meta, const ShopRegistry& shops,
                                               Clock clock) {
  std::unique_ptr<Repeats> repeats(new Repeats(database, meta, shops, std::move(clock)));
  const MutexLock lock(repeats->mutex_);
  if (Status loaded = repeats->load(); !loaded) return std::move(loaded).error();
  return repeats;
}

Repeats::~Repeats() {
  const MutexLock lock(mutex_);
  if (!noted_before_ || database_.read_only()) return;
  aged_ += clock_() - looked_;
  if (const Status noted = note(); !noted)
    log_warning("the age of kept answers could not be stored", {{"error", noted.error().message()}});
}

Status Repeats::load() {
  const Result<std::optional<std::string>> row = meta_.get(kAgeKey);
  if (!row) return row.error();
  if (!*row) return {};
  std::uint32_t generation = 0;
  std::int64_t age = 0;
  const char* const end = (*row)->data() + (*row)->size();
  const auto first = std::from_chars((*row)->data(), end, generation);
  const bool more = first.ec == std::errc() && first.ptr != end && *first.ptr == ' ';
  const auto second = more ? std::from_chars(first.ptr + 1, end, age) : first;
  if (!more || second.ec != std::errc() || second.ptr != end || generation == 0 || age < 0)
    return corrupt(fmt::format("'{}', the age of kept answers, can't be read", **row));
  generation_ = generation;
  aged_ = seconds(age);
  noted_before_ = true;
  return {};
}

Result<std::optional<KeptOutcomes>> Repeats::find(ShopId shop, std::string_view name,
                                                  std::uint32_t part) const {
  for (const std::uint32_t generation : remembered(generation_)) {
    std::string row;
    const Result<bool> found = database_.get(Family::once, repeat_key(shop, generation, name, part), row);
    if (!found) return found.error();
    if (!*found) continue;
    Result<KeptOutcomes> kept = decode_kept_outcomes(row);
    if (!kept) return std::move(kept).error();
    return std::optional(*std::move(kept));
  }
  return std::optional<KeptOutcomes>();
}

Result<std::optional<std::uint64_t>> Repeats::fingerprint(ShopId shop, std::string_view name) const {
  for (const std::uint32_t generation : remembered(generation_)) {
    const std::string prefix = repeat_prefix(shop, generation, name);
    const Rows rows = database_.iterate(Family::once);
    rows->Seek(slice(prefix));
    if (!rows->Valid() || !view(rows->key()).starts_with(prefix)) {
      if (!rows->status().ok()) return to_error(rows->status(), "looking for a kept answer");
      continue;
    }
    const Result<KeptOutcomes> kept = decode_kept_outcomes(view(rows->value()));
    if (!kept) return kept.error();
    return std::optional(kept->fingerprint);
  }
  return std::optional<std::uint64_t>();
}

Result<std::optional<KeptOutcomes>> Repeats::find(const PendingGroup& group, ShopId shop,
                                                  const RepeatToken& token) const {
  for (const std::uint32_t generation : remembered(generation_)) {
    const auto row = group.get(Family::once, repeat_key(shop, generation, token.name, token.part));
    if (!row) return row.error();
    if (!*row) continue;
    Result<KeptOutcomes> kept = decode_kept_outcomes(**row);
    if (!kept) return std::move(kept).error();
    return std::optional(*std::move(kept));
  }
  return std::optional<KeptOutcomes>();
}

void Repeats::keep(PendingGroup& group, ShopId shop, const RepeatToken& token,
                   const KeptOutcomes& kept) const {
  group.put(Family::once, repeat_key(shop, generation_, token.name, token.part), encode_kept_outcomes(kept));
}

Status Repeats::age() {
  const MutexLock lock(mutex_);
  const auto now = clock_();
  if (noted_before_ && now - looked_ < kNoteEvery) return {};
  aged_ += now - looked_;
  looked_ = now;
  if (!noted_before_) {
    if (Status forgotten = forget_answers_of_0_1(); !forgotten) return forgotten;
  }
  return aged_ < kGeneration ? note() : begin_next();
}

Status Repeats::forget_ids(ShopId shop, const std::function<bool(std::string_view text)>& holds_id) {
  rocksdb::WriteBatch batch;
  const std::string generations =
      std::string(repeats_of_generation(shop, 0), 0, shop_prefix(shop).size() + 1);
  Status read = database_.for_each(
      Family::once, generations, [&](std::string_view key, std::string_view row) -> Status {
        if (!holds_id(row)) return {};
        Result<KeptOutcomes> kept = decode_kept_outcomes(row);
        if (!kept) return std::move(kept).error();
        if (holds_id(kept->note)) kept->note.clear();
        for (Outcome& outcome : kept->outcomes) {
          if (holds_id(outcome.detail)) outcome.detail.clear();
        }
        (void)batch.Put(database_.family(Family::once), slice(key), encode_kept_outcomes(*kept));
        return {};
      });
  if (!read) return read;
  return database_.write(batch, true);
}

Status Repeats::note() {
  Status stored =
      meta_.put(kAgeKey, fmt::format("{} {}", generation_.load(), duration_cast<seconds>(aged_).count()));
  if (stored) noted_before_ = true;
  return stored;
}

// The number of the generation is stored first: if rows of it went before, a crash would bring them back into
// a generation that lasts too short.
Status Repeats::begin_next() {
  ++generation_;
  aged_ = {};
  if (Status noted = note(); !noted) return noted;
  const std::vector<ShopEntry> shops = shops_.all();  // before hold(): making a shop locks in this order
  rocksdb::WriteBatch batch;
  const auto held = database_.hold();
  for (const ShopEntry& shop : shops) {
    (void)batch.DeleteRange(database_.family(Family::once), repeats_of_generation(shop.id, 0),
                            repeats_of_generation(shop.id, generation_ - 1));
  }
  return database_.write(batch, false);
}

Status Repeats::forget_answers_of_0_1() { return meta_.remove_range(kAnswersOf01, kAnswersOf01End); }

}  // namespace suggestd::store
