// A report cut into parts: by the segments that the campaign names, and by the products that were given most.
//
// Compared  as drawn, like the whole: by segment everybody who stood in it when the run was made, by product everybody. Which
//           parts there are follows from the run alone and from nothing that people did afterwards.
// Product   its orders, units and revenue are those of the product; `with_list` are the people whose list has it, `opened` and
//           `clicked` those of them who opened it, and who followed the product's link.
// Bounded   limits::kCampaignReportSegments and kReportedProducts parts.
// Threads   plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "campaigns/group_report.h"

namespace suggestd::campaigns {

inline constexpr std::size_t kReportedProducts = 20;

enum class PartKind : std::uint8_t { segment, product };
std::string_view part_kind_name(PartKind kind);  // "segment", "product"

struct ReportPart {
  PartKind kind = PartKind::segment;
  std::string of;  // the segment's name, the product's id
  GroupReport sent;
  GroupReport held_out;
};

// Finds the kReportedProducts products that were given to most people; of equals, the first by id.
class GivenCounts {
 public:
  void add(const GivenList& list);
  std::vector<std::string> most_given() const;

 private:
  std::unordered_map<std::string, std::uint64_t> times_;
};

// Fills the parts person by person: begin(), each order, end(). No order is kept.
class Breakdown {
 public:
  Breakdown(const std::vector<std::string>& segments, const std::vector<std::string>& products);

  void begin(const GivenList& list);
  void add(const Order& order);
  void end();
  std::vector<ReportPart> parts() && { return std::move(parts_); }

 private:
  // The person's share of a part; nothing if they don't stand in it.
  using OfPart = std::optional<PersonReport>;

  std::vector<ReportPart> parts_;
  std::vector<OfPart> person_;  // by part
  bool held_out_ = false;
};

}  // namespace suggestd::campaigns
