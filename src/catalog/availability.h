// The products that may be shown at all: known, not hidden, in stock, and within their dates.
//
// Idea     the writer keeps the set for its own clock and moves it on as dates come due; a reader whose
//          clock is between two dates takes it as it stands. A reader whose clock has passed a date that
//          the writer has not seen yet works the set out once and keeps it for the others.
// Rule     stock unknown counts as in stock; available_from is inclusive, available_until exclusive.
// Threads  an Availability: any; a lock is held for the length of a pointer copy, and only after a date
//          has passed. A builder: one.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <set>
#include <utility>

#include "base/block_tree.h"
#include "base/ids.h"
#include "base/time.h"
#include "lookup/bitmap.h"
#include "records/product.h"

namespace suggestd::catalog {

// The time in which a product may be shown: from <= now < until.
struct Window {
  Timestamp from = Timestamp::min();
  Timestamp until = Timestamp::max();
  bool holds(Timestamp now) const noexcept { return from <= now && now < until; }
  bool always() const noexcept { return from == Timestamp::min() && until == Timestamp::max(); }
  bool operator==(const Window&) const = default;
};

struct WindowBlock {
  std::array<Window, 64> windows{};
};

class Availability {
 public:
  Availability();

  // The products that may be shown at `now`.
  lookup::Bitmap at(Timestamp now) const;
  bool contains(ProductRow row, Timestamp now) const noexcept;

 private:
  friend class AvailabilityBuilder;
  // A set, and the times for which it is right: from <= now < until.
  struct Spell {
    lookup::Bitmap rows;
    Window when;
  };
  struct Latest;  // the spell that a reader worked out last

  Spell spell_at(Timestamp now) const;

  lookup::Bitmap sellable_;  // known, not hidden, in stock
  lookup::Bitmap windowed_;  // the sellable ones with dates
  BlockTree<WindowBlock> windows_;
  Spell published_;
  std::shared_ptr<Latest> latest_;
};

class AvailabilityBuilder {
 public:
  AvailabilityBuilder();

  void set(ProductRow row, const Product& product);
  void erase(ProductRow row);
  // Moves the clock on; does nothing if `now` is not later than before.
  void advance(Timestamp now);

  Availability snapshot();

 private:
  void replace(ProductRow row, bool sellable, Window window);
  void schedule(ProductRow row, const Window& window);
  void unschedule(ProductRow row, const Window& window);
  void refresh(ProductRow row);
  Window window_of(ProductRow row) const;

  Timestamp now_ = Timestamp::min();
  std::set<std::pair<Timestamp, ProductRow>> due_;  // dates after now_ of sellable products
  Timestamp last_due_ = Timestamp::min();           // the latest date that has come due
  bool changed_ = true;
  lookup::BitmapBuilder sellable_;
  lookup::BitmapBuilder windowed_;
  lookup::BitmapBuilder available_;  // at now_
  BlockTreeBuilder<WindowBlock> windows_;
  Availability version_;
};

}  // namespace suggestd::catalog
