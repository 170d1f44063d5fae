// Experiments and their reports as the API shows them.
//
// Threads  pure functions.
#pragma once

#include <string>

#include "base/json_text.h"
#include "experiments/experiment.h"
#include "experiments/plan.h"
#include "experiments/report.h"

namespace suggestd::http {

// {"name":..., "state":..., "experiment":{...}, "run":{...} or null}
void append_experiment(JsonWriter& out, const experiments::StoredExperiment& stored);
void append_plan(JsonWriter& out, const experiments::RunPlan& plan);
void append_report(JsonWriter& out, const experiments::Report& report);
// {"run":{...}, "state":..., "experiment":{...}, "summary":...}
void append_past_run(JsonWriter& out, const experiments::Report& report);

}  // namespace suggestd::http
