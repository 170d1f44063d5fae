// The products that a run has given to one person, the group that the person was drawn into, and what they did with it.
//
// Bytes    the payload of a kept list (store/tables/kept_lists.h), by the field numbers in given_list.cc.
// Threads  pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/tables/kept_lists.h"

namespace suggestd::campaigns {

struct GivenList {
  std::string user_id;
  bool held_out = false;                    // the list is kept and not sent
  std::vector<std::string> products;        // the best first; empty: nothing could be given
  bool opened = false;                      // the picture of the mail was asked for
  std::vector<std::uint32_t> clicked = {};  // places whose link was followed, from 1, each once
  // The facts that the expected uptake rested on (uptake_model.h); nothing in lists that an earlier release kept.
  double activity = 0;
  std::vector<std::uint32_t> places = {};  // of each product on the person's own list, before caps
  std::vector<std::string> segments = {};  // those of the campaign's report_segments that the person was in

  // Who follows a link has opened the mail, whether or not it shows pictures.
  bool was_opened() const { return opened || !clicked.empty(); }
  std::string_view group() const { return held_out ? "held_out" : "sent"; }
  bool operator==(const GivenList&) const = default;
};

store::KeptPerson to_kept(const GivenList& list);
Result<GivenList> from_kept(const store::KeptPerson& kept);  // errors: corrupt

}  // namespace suggestd::campaigns
