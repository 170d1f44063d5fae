// An experiment as it is begun, and as it is sent: what says nothing is left out. All parts are sent that a
// variant names, for a part without content is a change too: no filter, where the scenario has one.
import type { Experiment, Method, StoredExperiment, Variant } from "../../api/experiment_types";
import { withoutSilence } from "../../same";

export function newExperiment(name: string, scenario: string): StoredExperiment {
  const experiment: Experiment = {
    scenario, method: "split", metric: "revenue_per_visitor", minimal_effect: 0.05, window_hours: 168,
    variants: [{ name: "control", share: 0.5 }, { name: "changed", share: 0.5, scenario: {} }],
    guards: [{ metric: "conversion", worse_by: 0.1 }],
  };
  return { name, state: "draft", experiment, run: null };
}

// Fields without a meaning for interleaving go: it mixes the rankings of two variants by halves, and each visitor sees both.
export function withMethod(draft: Experiment, method: Method): Experiment {
  if (method === "split") return { ...draft, method, metric: "revenue_per_visitor" };
  const variants = draft.variants.slice(0, 2).map((variant) => ({ ...variant, share: 0.5, empty: false }));
  return { ...draft, method, metric: "clicks", variants, guards: [], minimal_effect: null, currency: null };
}

function sentVariant({ name, share, scenario, empty }: Variant): Variant {
  if (empty) return { name, share, empty };
  return scenario && Object.keys(scenario).length > 0 ? { name, share, scenario } : { name, share };
}

export function sent(draft: Experiment): Experiment {
  return withoutSilence({ ...draft, variants: draft.variants.map(sentVariant) });
}
