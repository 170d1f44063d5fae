// The shapes of experiments, as JSON Schema.
//
// Threads  constants.
#pragma once

#include <string_view>

namespace suggestd::http {

inline constexpr std::string_view kExperiment =
    R"({"type":"object","required":["scenario","variants"],"additionalProperties":false,
"properties":{
"scenario":{"$ref":"#/components/schemas/Id"},
"variants":{"type":"array","minItems":2,"maxItems":10,"description":"The first is the control. Shares add up to 1.",
"items":{"type":"object","required":["name","share"],"additionalProperties":false,"properties":{
"name":{"type":"string","pattern":"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$"},
"share":{"type":"number","minimum":0,"maximum":1},
"scenario":{"type":["object","null"],"description":"The parts of the scenario that this variant changes, as in Scenario."},
"empty":{"type":["boolean","null"],"description":"Its visitors get no recommendations."}}}},
"layer":{"type":["string","null"],"pattern":"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$",
"description":"Experiments of one layer never run on one scenario at once."},
"method":{"enum":["split","interleaving",null],"description":"interleaving: each list is mixed of exactly two variants' rankings."},
"metric":{"enum":["revenue_per_visitor","conversion","clicks","purchases",null],"description":"The last two are of interleaving."},
"currency":{"type":["string","null"],"pattern":"^[A-Z]{3}$","description":"Of revenue; left out: that of the shop's settings, or else the most usual one, at the start."},
"guards":{"type":["array","null"],"maxItems":10,"items":{"type":"object","required":["metric","worse_by"],
"additionalProperties":false,"properties":{"metric":{"enum":["revenue_per_visitor","conversion"]},
"worse_by":{"type":"number","minimum":0,"maximum":1}}}},
"minimal_effect":{"type":["number","null"],"minimum":0.0001,"maximum":10},
"false_alarms":{"type":["number","null"],"minimum":0.001,"maximum":0.2},
"window_hours":{"type":["integer","null"],"minimum":1,"maximum":2160,
"description":"How long the orders of a visitor count after the first list."}}})";

inline constexpr std::string_view kVisitorVariant =
    R"({"type":"object","description":"The variant that this visitor is in.","required":["name","variant"],
"properties":{"name":{"type":"string"},"variant":{"type":"string"}}})";

inline constexpr std::string_view kExperimentRun =
    R"({"type":["object","null"],"properties":{"number":{"type":"integer","minimum":1},
"started_at":{"type":"string","format":"date-time"},"stopped_at":{"$ref":"#/components/schemas/OptionalTime"},
"followed_at":{"type":["string","null"],"format":"date-time","description":"When a newer run began: visitors whose window was open then are not compared."},
"currency":{"type":["string","null"]},"promoted":{"type":["string","null"]},
"stopped_variants":{"type":"array","description":"By a guard.","items":{"type":"object","properties":{
"variant":{"type":"string"},"at":{"type":"string","format":"date-time"},"reason":{"type":"string"}}}}}})";

inline constexpr std::string_view kStoredExperiment =
    R"({"type":"object","required":["name","state","experiment","run"],"properties":{
"name":{"$ref":"#/components/schemas/Id"},"state":{"enum":["draft","running","stopped"]},
"experiment":{"$ref":"#/components/schemas/Experiment"},"run":{"$ref":"#/components/schemas/ExperimentRun"}}})";

inline constexpr std::string_view kExperimentRuns =
    R"({"type":"object","required":["name","runs"],"properties":{"name":{"$ref":"#/components/schemas/Id"},
"runs":{"type":"array","maxItems":21,"description":"Newest first.","items":{"type":"object",
"required":["run","state","experiment","summary"],"properties":{
"run":{"$ref":"#/components/schemas/ExperimentRun"},"state":{"enum":["running","stopped"]},
"experiment":{"$ref":"#/components/schemas/Experiment"},"summary":{"type":"string"}}}}}})";

inline constexpr std::string_view kExperiments =
    R"({"type":"object","required":["experiments","next"],"properties":{
"experiments":{"type":"array","items":{"$ref":"#/components/schemas/StoredExperiment"}},
"next":{"type":["string","null"],"description":"`after` of the next page; null: this is the last."}}})";

inline constexpr std::string_view kExperimentPromotion =
    R"({"type":"object","required":["variant"],"additionalProperties":false,"properties":{
"variant":{"$ref":"#/components/schemas/Id"}}})";

inline constexpr std::string_view kExperimentPlan =
    R"({"type":"object","description":"What a run can find, from the shop's last four weeks.","properties":{
"visitors_a_day":{"type":"number"},"currency":{"type":["string","null"]},
"effect_in_two_weeks":{"type":["number","null"],"description":"Found in 4 of 5 cases, as a part of the control's mean; of interleaving, as what a preference is above 0.5."},
"effect_in_four_weeks":{"type":["number","null"]},
"days_for_minimal_effect":{"type":["integer","null"],"description":"null: more than a year, or none was named."},
"sentence":{"type":"string"}}})";

inline constexpr std::string_view kExperimentWritten =
    R"({"type":"object","required":["id","result","seq"],"properties":{
"id":{"type":"string"},"result":{"enum":["created","updated","unchanged","deleted","started","stopped","promoted"]},
"seq":{"type":"integer"},"scenario_version":{"type":"integer"},
"plan":{"$ref":"#/components/schemas/ExperimentPlan"}}})";

inline constexpr std::string_view kExperimentFinding =
    R"({"type":"object","required":["finding","estimate","interval","sentence"],"properties":{
"finding":{"enum":["too_few","undecided","more","less"]},
"estimate":{"type":["number","null"],"description":"0.05: 5 % more than the control."},
"interval":{"type":["object","null"],"properties":{"low":{"type":"number"},"high":{"type":"number"}}},
"sentence":{"type":"string"}}})";

inline constexpr std::string_view kExperimentPreference =
    R"({"type":"object","required":["finding","preference","interval","sentence","ties","rankings"],"properties":{
"finding":{"enum":["too_few","undecided","more","less"],"description":"more: the second ranking is preferred."},
"preference":{"type":["number","null"],"description":"Of the visitors who prefer one, the share who prefer the second."},
"interval":{"type":["object","null"],"properties":{"low":{"type":"number"},"high":{"type":"number"}}},
"sentence":{"type":"string"},"ties":{"type":"integer","description":"Visitors who gave both as much, and more than nothing."},
"rankings":{"type":"array","items":{"type":"object","required":["variant","credited","preferred_by"],"properties":{
"variant":{"type":"string"},"credited":{"type":"integer","description":"So far, of all visitors."},
"preferred_by":{"type":"integer","description":"Visitors whose window is over."}}}}}})";

inline constexpr std::string_view kInterleavingReport =
    R"({"type":["object","null"],"description":"null: the experiment splits.","properties":{
"visitors":{"type":"integer"},"settled":{"type":"integer"},
"clicks":{"$ref":"#/components/schemas/ExperimentPreference"},
"purchases":{"$ref":"#/components/schemas/ExperimentPreference"}}})";

inline constexpr std::string_view kExperimentReport =
    R"({"type":"object","required":["name","state","summary","variants"],"properties":{
"name":{"type":"string"},"state":{"enum":["running","stopped"]},"scenario":{"type":"string"},
"method":{"enum":["split","interleaving"]},
"metric":{"enum":["revenue_per_visitor","conversion","clicks","purchases"]},"window_hours":{"type":"integer"},"false_alarms":{"type":"number"},
"run":{"$ref":"#/components/schemas/ExperimentRun"},"summary":{"type":"string"},
"sample_ratio":{"type":"object","properties":{"p":{"type":"number"},"alarm":{"type":"boolean"}}},
"variance_explained_by_the_past":{"type":"number"},
"interleaving":{"$ref":"#/components/schemas/InterleavingReport"},
"variants":{"type":"array","description":"Empty for interleaving.","items":{"type":"object","properties":{
"name":{"type":"string"},"share":{"type":"number"},"assigned":{"type":"integer"},"visitors":{"type":"integer"},
"crossovers":{"type":"integer"},"buyers":{"type":"integer"},"orders":{"type":"integer"},
"revenue":{"type":"array","items":{"type":"object","properties":{"currency":{"type":"string"},"amount":{"type":"string"}}}},
"settled":{"type":"object","description":"Visitors whose window is over: they are compared.","properties":{
"visitors":{"type":"integer"},"buyers":{"type":"integer"},"revenue_per_visitor":{"type":["number","null"]},
"conversion":{"type":["number","null"]}}},
"against_control":{"type":["object","null"],"properties":{
"revenue_per_visitor":{"$ref":"#/components/schemas/ExperimentFinding"},
"conversion":{"$ref":"#/components/schemas/ExperimentFinding"}}}}}}}})";

}  // namespace suggestd::http
