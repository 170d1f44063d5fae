// The shapes of campaigns, as JSON Schema.
//
// Threads  constants.
#pragma once

#include <string_view>

namespace suggestd::http {

inline constexpr std::string_view kCampaign = R"({"type":"object","additionalProperties":false,"properties":{
"people":{"type":["object","null"],"additionalProperties":false,"required":["segment"],"properties":{"segment":{"$ref":"#/components/schemas/Id"}},"description":"Left out: everybody."},
"suppress":{"type":["object","null"],"additionalProperties":false,"required":["segment"],"properties":{"segment":{"$ref":"#/components/schemas/Id"}},"description":"People who get nothing."},
"products":{"type":["object","null"],"additionalProperties":false,"properties":{"filter":{"type":["string","null"]},
"ids":{"type":["array","null"],"maxItems":10000,"items":{"$ref":"#/components/schemas/Id"}}},"description":"Left out: all that may be shown."},
"scenario":{"type":["string","null"],"description":"Whose lists people get; left out: the personal list."},
"per_person":{"type":["integer","null"],"minimum":1,"maximum":100,"default":5},
"caps":{"type":["object","null"],"additionalProperties":false,"properties":{
"stock":{"type":["boolean","null"],"description":"A product goes to at most stock / expected uptake of a first place people."},
"product":{"type":["integer","null"],"minimum":0,"description":"People whom any one product goes to at most."},
"groups":{"type":["array","null"],"maxItems":20,"items":{"type":"object","additionalProperties":false,"required":["attribute","most"],"properties":{
"attribute":{"enum":["brand","category"]},"value":{"type":["string","null"],"description":"Left out: each brand, or each widest category, by itself."},
"most":{"type":"integer","minimum":0}}}}}},
"uptake":{"type":["number","null"],"exclusiveMinimum":0,"maximum":1,"default":0.02,"description":"The share of people who are expected to buy the first product of their list, as long as no run of the shop is over that tells it."},
"frequency_days":{"type":["integer","null"],"minimum":0,"maximum":366,"default":0,"description":"Nobody whom any campaign addressed in these days."},
"holdout":{"type":["number","null"],"minimum":0,"maximum":0.9,"default":0.1},
"holdout_key":{"type":["string","null"],"description":"The same key holds out the same people; left out: the campaign's name."},
"days":{"type":["integer","null"],"minimum":1,"maximum":366,"default":28,"description":"After the run, in which the report counts orders."},
"report_segments":{"type":["array","null"],"maxItems":10,"items":{"$ref":"#/components/schemas/Id"},"description":"The report tells each of these segments too, with the people whom it has at the run."},
"seed":{"type":["integer","null"],"minimum":0}}})";

inline constexpr std::string_view kCampaigns =
    R"({"type":"object","required":["campaigns","next"],"properties":{
"campaigns":{"type":"object","additionalProperties":{"$ref":"#/components/schemas/Campaign"}},
"next":{"type":["string","null"]}}})";

inline constexpr std::string_view kCampaignGroup = R"({"type":"object","properties":{
"people":{"type":"integer"},"with_list":{"type":"integer"},
"without_list":{"type":"object","properties":{"no_product_may_be_shown":{"type":"integer"},"caps_reached":{"type":"integer"}}},
"places":{"type":"integer","description":"Products given, all lists together."},
"products_offered":{"type":"integer"},"products_given":{"type":"integer"},
"expected_uptake":{"type":"object","properties":{"purchases":{"type":"number"},"low":{"type":"number"},"high":{"type":"number"}}},
"assignment":{"type":"object","properties":{"value":{"type":"number"},
"bound":{"type":"number","description":"No assignment is worth more."},"gap":{"type":"number"},"rounds":{"type":"integer"}}},
"caps":{"type":"object","properties":{"known":{"type":"integer"},"reached":{"type":"integer"},
"dearest":{"type":"array","items":{"type":"object","properties":{"kind":{"enum":["product","brand","category"]},"of":{"type":"string"},
"most":{"type":"integer"},"used":{"type":"integer"},"price":{"type":"number","description":"The uptake that one more would bring, about."}}}}}}}})";

inline constexpr std::string_view kCampaignPlan = R"({"type":"object","properties":{
"at":{"type":"string","format":"date-time"},
"uptake":{"type":"object","description":"Where the expected uptake comes from.","properties":{
"from":{"enum":["guess","runs"],"description":"guess: the campaign's own `uptake`; runs: counted on earlier runs."},
"first_place":{"type":"number"},"fall":{"type":"number","description":"The chance falls by place^-fall."},
"rise":{"type":"number","description":"And rises by activity^rise."},
"runs":{"type":"array","items":{"type":"object","properties":{"campaign":{"type":"string"},"run":{"type":"string"}}}},
"people":{"type":"integer"},"places":{"type":"integer"},"purchases":{"type":"integer"}}},
"people":{"type":"object","properties":{"named":{"type":"integer"},"eligible":{"type":"integer"},
"left_out":{"type":"object","properties":{"unknown":{"type":"integer"},"not_profiled":{"type":"integer"},
"suppressed":{"type":"integer"},"addressed_lately":{"type":"integer"}}}}},
"sent":{"$ref":"#/components/schemas/CampaignGroup"},"held_out":{"$ref":"#/components/schemas/CampaignGroup"}}})";

inline constexpr std::string_view kCampaignRuns = R"({"type":"object","required":["runs"],"properties":{
"runs":{"type":"array","description":"Newest first.","items":{"type":"object","required":["run","at","campaign","plan"],"properties":{
"run":{"type":"string"},"at":{"type":"string","format":"date-time"},
"campaign":{"$ref":"#/components/schemas/Campaign"},"plan":{"$ref":"#/components/schemas/CampaignPlan"}}}}}})";

inline constexpr std::string_view kCampaignList =
    R"({"type":"object","required":["user_id","group","products"],"properties":{
"user_id":{"$ref":"#/components/schemas/Id"},"group":{"enum":["sent","held_out"]},
"email_hash":{"type":["string","null"],"description":"With email_hash=1: of the profile."},
"html":{"type":"string","description":"With html=1: the list as a table with pictures and links."},
"pixel":{"type":"string","description":"With links=...: a picture of one pixel; who loads it has opened the mail."},
"products":{"type":"array","items":{"type":"object","required":["product_id"],"properties":{
"product_id":{"$ref":"#/components/schemas/Id"},"title":{"type":"string"},"price":{"type":["string","null"]},
"currency":{"type":["string","null"]},"brand":{"type":"string"},"link":{"type":"string"},"image":{"type":"string"}}}}}})";

inline constexpr std::string_view kNewReceiver =
    R"({"type":"object","required":["address","secret"],"additionalProperties":false,"properties":{
"address":{"type":"string","maxLength":2048,"description":"http or https; each batch is one POST of JSON."},
"secret":{"type":"string","maxLength":256,"description":"`whsec_` and 24 to 64 bytes in Base64, or other text of 24 to 256 bytes; signs what is pushed, by Standard Webhooks."},
"html":{"type":["boolean","null"],"default":false,"description":"Each list as a block of HTML too."},
"links":{"type":["string","null"],"maxLength":256,"description":"Where tracked links begin, such as https://shop.example/mail; left out: links are the catalogue's."}}})";

inline constexpr std::string_view kReceiver =
    R"({"type":"object","required":["address","html","links"],"properties":{
"address":{"type":"string"},"html":{"type":"boolean"},"links":{"type":["string","null"]}}})";

inline constexpr std::string_view kReceivers = R"({"type":"object","required":["receivers"],"properties":{
"receivers":{"type":"object","additionalProperties":{"$ref":"#/components/schemas/Receiver"}}}})";

inline constexpr std::string_view kDeletedReceiver =
    R"({"type":"object","required":["result","name"],"properties":{
"result":{"const":"deleted"},"name":{"$ref":"#/components/schemas/Id"}}})";

inline constexpr std::string_view kCampaignResult = R"({"type":"object","properties":{
"people":{"type":"integer"},"with_list":{"type":"integer"},
"opened":{"type":"integer","description":"People, as far as tracked links and the picture tell."},"clicked":{"type":"integer","description":"People."},
"buyers":{"type":"integer"},"orders":{"type":"integer"},
"units":{"type":"number"},"revenue":{"type":"array","items":{"type":"object","properties":{
"currency":{"type":"string"},"amount":{"type":"string","description":"Decimal text."}}}}}})";

inline constexpr std::string_view kCampaignDifference = R"({"type":"object","properties":{
"currency":{"type":"string"},"mean":{"type":["number","null"],"description":"Of those sent to, less that of those held out; null: a group has nobody."},
"low":{"type":["number","null"],"description":"The interval of `mean`; null while the finding is too_few."},"high":{"type":["number","null"]},
"held_out_mean":{"type":["number","null"]},
"finding":{"enum":["too_few","undecided","more","less"],"description":"more: than those held out; too_few: fewer than `fewest_buyers` bought in one of the groups."},
"estimate":{"type":["number","null"],"description":"0.05: 5 % more than those held out; null while the finding is too_few."},
"interval":{"type":["object","null"],"description":"Of `estimate`; never below -1.","properties":{"low":{"type":"number"},"high":{"type":"number"}}},
"sentence":{"type":"string"}}})";

inline constexpr std::string_view kCampaignReportPart = R"({"type":"object","properties":{
"of":{"type":"string","description":"The segment, or the product."},
"sent":{"$ref":"#/components/schemas/CampaignResult"},"held_out":{"$ref":"#/components/schemas/CampaignResult"},
"difference_per_person":{"$ref":"#/components/schemas/CampaignDifferences"}}})";

inline constexpr std::string_view kCampaignDifferences =
    R"({"type":"object","properties":{"orders":{"$ref":"#/components/schemas/CampaignDifference"},
"revenue":{"type":"array","items":{"$ref":"#/components/schemas/CampaignDifference"}}}})";

inline constexpr std::string_view kCampaignReport = R"({"type":"object","properties":{
"campaign":{"type":"string"},"run":{"type":"string"},
"from":{"type":"string","format":"date-time"},"until":{"type":"string","format":"date-time"},
"fewest_buyers":{"type":"integer","description":"That each group needs for an interval."},
"sent":{"$ref":"#/components/schemas/CampaignResult"},"held_out":{"$ref":"#/components/schemas/CampaignResult"},
"difference_per_person":{"$ref":"#/components/schemas/CampaignDifferences"},
"parts":{"type":"object","description":"The same by segment and by product.","properties":{
"comparisons":{"type":"integer","description":"Intervals that the parts show; all hold together at 95 %."},"sentence":{"type":"string"},
"segments":{"type":"array","items":{"$ref":"#/components/schemas/CampaignReportPart"}},
"products":{"type":"array","description":"Those that were given to most people, at most 20; everybody's orders of them.","items":{"$ref":"#/components/schemas/CampaignReportPart"}}}}}})";

}  // namespace suggestd::http
