// A scenario as it is being edited, and as it is sent: fields that say nothing are left out.
import type { Rule, RuleKind, Scenario } from "../../api/types";
import { same, withoutSilence } from "../../same";
import type { PlainWord } from "../../text/text";

export function sent(draft: Scenario): Scenario {
  const { rules, diversity, rotation, ...rest } = draft;
  const scenario: Scenario = withoutSilence(rest);
  if (diversity) scenario.diversity = diversity;
  if (rotation) scenario.rotation = rotation;
  if (rules?.length) {
    scenario.rules = rules.map((rule) => {
      const { enabled, ...fields } = rule;
      return enabled === false ? { ...withoutSilence(fields), enabled } : withoutSilence(fields);
    });
  }
  return scenario;
}

export function sameScenario(a: Scenario, b: Scenario): boolean {
  return same(sent(a), sent(b));
}

const firstFields: Record<RuleKind, Partial<Rule>> = {
  pin: { products: [], position: 1 },
  hide: { products: [], filter: "" },
  boost: { filter: "", factor: 2 },
  bury: { filter: "", factor: 0.5 },
  share: { filter: "", share: 0.3 },
  cap: { attribute: "brand", most: 2 },
  same_category: {},
};

export function newRule(kind: RuleKind, others: readonly Rule[]): Rule {
  let number = 1;
  while (others.some((rule) => rule.id === `${kind}-${number}`)) ++number;
  return { id: `${kind}-${number}`, kind, ...firstFields[kind] };
}

// A rule whose kind changes keeps its name and its dates.
export function ofKind(rule: Rule, kind: RuleKind): Rule {
  const { id, from, until, enabled } = rule;
  return { id, kind, ...firstFields[kind], from: from ?? null, until: until ?? null, enabled: enabled ?? null };
}

export interface Template {
  id: string;
  name: string;
  title: PlainWord;
  scenario: Scenario;
}

export const templates: readonly Template[] = [
  { id: "home", name: "home", title: "templateHome", scenario: {
    list: "for-you", rotation: 0.3, rules: [{ id: "variety", kind: "cap", attribute: "brand", most: 3 }] } },
  { id: "cart", name: "cart", title: "templateCart", scenario: { list: "bought-together" } },
  { id: "product", name: "product-page", title: "templateProduct", scenario: { list: "similar", filter: "in_stock" } },
  { id: "after", name: "after-order", title: "templateAfter", scenario: { list: "bought-next" } },
  { id: "bare", name: "", title: "templateBare", scenario: { list: "for-you" } },
];

