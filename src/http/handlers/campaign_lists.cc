#include "http/handlers/campaign_lists.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/csv_text.h"
#include "base/json_text.h"
#include "base/or_null.h"
#include "campaigns/campaign.h"
#include "campaigns/campaign_jobs.h"
#include "campaigns/html_block.h"
#include "campaigns/run_book.h"
#include "campaigns/told_list.h"
#include "campaigns/tracked_link.h"
#include "http/handlers/csv_wanted.h"
#include "http/services.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

constexpr Lever kListsWork{"parts", "reading the lists of a run"};
constexpr Lever kListsBytes{"parts", "the lists of a run; ask for more parts, and one after the other"};
constexpr std::uint64_t kUnitsPerList = 20;
constexpr std::uint64_t kUnitsPerProfile = 60;

// Told only if it is asked for.
struct Extras {
  bool email_hash = false;
  bool html = false;
  std::optional<campaigns::TrackedLinks> links = {};

  const campaigns::TrackedLinks* tracked() const { return links ? &*links : nullptr; }
};

// One person's list with what the catalogue says of its products now.
struct TellingList {
  const campaigns::GivenList& list;
  const learn::Snapshot& snapshot;
  const Extras& extras;
  std::string email_hash;  // "" for none
};

void append_ndjson(std::string& body, const TellingList& telling) {
  JsonWriter out(body);
  out.begin_object().member("user_id", telling.list.user_id).member("group", telling.list.group());
  if (telling.extras.email_hash) write_text_or_null(out, "email_hash", telling.email_hash);
  write_products(out, telling.list, telling.snapshot, telling.extras.tracked());
  if (telling.extras.html)
    out.member("html", html_block(telling.list, telling.snapshot, telling.extras.tracked()));
  out.end_object();
  body += '\n';
}

std::string csv_head(std::uint64_t places, const Extras& extras) {
  std::string head = extras.email_hash ? "user_id,group,email_hash" : "user_id,group";
  for (std::uint64_t place = 1; place <= places; ++place) {
    for (const char* field : {"product", "title", "price", "currency", "link", "image"})
      head += fmt::format(",{}_{}", field, place);
  }
  if (extras.links) head += ",pixel";
  return head + (extras.html ? ",html\r\n" : "\r\n");
}

// A row has places for `places` products, empty where there are fewer, so that a mail's template can name each.
void append_csv(std::string& body, const TellingList& telling, std::uint64_t places) {
  append_csv_field(body, telling.list.user_id);
  body += fmt::format(",{}", telling.list.group());
  if (telling.extras.email_hash) append_next_csv_field(body, telling.email_hash);
  for (std::uint64_t place = 0; place < places; ++place) {
    if (place >= telling.list.products.size()) {
      body += ",,,,,,";
      continue;
    }
    const std::string& id = telling.list.products[place];
    static const Product kNothingKnown{};
    const Product* known = campaigns::told_product(telling.snapshot, id);
    const Product& product = known != nullptr ? *known : kNothingKnown;
    for (const std::string& text :
         {id, product.title, campaigns::price_of(product), std::string(campaigns::currency_of(product)),
          campaigns::link_of(product, telling.list.user_id, place + 1, telling.extras.tracked()),
          campaigns::image_of(product, telling.extras.tracked())})
      append_next_csv_field(body, text);
  }
  if (telling.extras.links) append_next_csv_field(body, telling.extras.links->pixel(telling.list.user_id));
  if (telling.extras.html) {
    append_next_csv_field(body, html_block(telling.list, telling.snapshot, telling.extras.tracked()));
  }
  body += "\r\n";
}

class Lists {
 public:
  Lists(const Request& request, const learn::Snapshot& snapshot, std::uint64_t places,
        std::optional<campaigns::TrackedLinks> links)
      : request_(request),
        snapshot_(snapshot),
        places_(places),
        csv_(wants_csv(request)),
        extras_{request.flag("email_hash"), request.flag("html"), std::move(links)} {
    if (csv_) response_.body = csv_head(places_, extras_);
    response_.content_type = csv_ ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8";
  }

  Status add(const campaigns::GivenList& list) {
    WorkBudget& budget = *request_.budget;
    if (!budget.spend(kUnitsPerList, kListsWork)) return budget.status();
    if (!is_wanted(list)) return {};
    TellingList telling{list, snapshot_, extras_, {}};
    if (extras_.email_hash) {
      if (!budget.spend(kUnitsPerProfile, kListsWork)) return budget.status();
      if (const auto user = request_.shop->user(list.user_id)) telling.email_hash = user->user.email_hash;
    }
    const std::size_t before = response_.body.size();
    if (csv_) {
      append_csv(response_.body, telling, places_);
    } else {
      append_ndjson(response_.body, telling);
    }
    return budget.write(response_.body.size() - before, kListsBytes) ? Status() : budget.status();
  }

  Response take() && { return std::move(response_); }

 private:
  // Nobody sends an empty list; it is told of those who are held out only if they are asked for.
  bool is_wanted(const campaigns::GivenList& list) const {
    const std::string_view group = request_.text("group");
    const auto parts = static_cast<std::uint64_t>(request_.integer("parts"));
    const auto part = static_cast<std::uint64_t>(request_.integer("part"));
    if (list.products.empty() || (group != "all" && group != list.group())) return false;
    return campaigns::RunBook::hash_of(list.user_id) % parts == part % parts;
  }

  const Request& request_;
  const learn::Snapshot& snapshot_;
  const std::uint64_t places_;
  const bool csv_;
  const Extras extras_;
  Response response_;
};

Result<Response> get_lists(const Request& request, Services& services) {
  const campaigns::RunBook runs(*services.store, request.shop->id());
  const auto run = runs.find(request.path_value("name"), request.text("run"));
  if (!run) return run.error();
  const auto campaign = campaigns::parse_campaign(run->campaign, run->campaign_json);
  if (!campaign) return campaign.error();
  const std::shared_ptr<const learn::Snapshot> snapshot = request.shop->snapshot();
  auto links =
      campaigns::tracked_links(services.store->meta(), request.text("links"),
                               {request.shop->id(), run->campaign, run->run, services.pictures != nullptr});
  if (!links && links.error().kind() == ErrorKind::invalid)
    return invalid_field("?links", links.error().message());
  if (!links) return std::move(links).error();
  Lists lists(request, *snapshot, campaign->per_person, *std::move(links));
  Status read = runs.for_each_list(*run, [&](const campaigns::GivenList& list) { return lists.add(list); });
  if (!read) return std::move(read).error();
  return std::move(lists).take();
}

}  // namespace

void add_campaign_list_routes(std::vector<Route>& routes) {
  Route lists{.method = "GET", .path = "/v1/campaigns/{name}/lists", .tag = "Campaigns"};
  lists.summary =
      "Each person's list of a run, exactly as it was assigned, with the products' fields as they are now: "
      "a line each, or CSV with a row each.";
  lists.scope = Scope::read;
  lists.shop_needed = true;
  lists.response_schema = "CampaignList";
  lists.answers_lines = true;
  lists.other_type = "text/csv";
  lists.parameters = {
      {.name = "run", .help = "The run; left out: the latest."},
      {.name = "group",
       .help = "Whose: the people to send to, those held out, or both.",
       .standard = "sent",
       .choices = {"sent", "held_out", "all"}},
      {.name = "format", .help = "ndjson or csv; left out: as Accept says.", .choices = {"ndjson", "csv"}},
      {.name = "email_hash",
       .type = ParameterType::flag,
       .help = "Adds the profile's, to join addresses by."},
      {.name = "html",
       .type = ParameterType::flag,
       .help = "Adds the list as a block of HTML, for a mail's template."},
      {.name = "links",
       .help =
           "Where tracked links begin, such as https://shop.example/mail: products' links become ones that "
           "the server counts and leads on, and `pixel` is the address of a picture that tells of the "
           "opening."},
      {.name = "parts",
       .type = ParameterType::integer,
       .help = "Cuts the people into so many parts by a hash, if one answer can't hold all.",
       .standard = "1",
       .smallest = 1,
       .largest = 1000},
      {.name = "part",
       .type = ParameterType::integer,
       .help = "The part to answer, from 0.",
       .standard = "0",
       .smallest = 0,
       .largest = 999}};
  lists.statuses = {200, 404, 413, 422};
  lists.handler = get_lists;
  routes.push_back(lists);
}

}  // namespace suggestd::http
