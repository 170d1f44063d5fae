// Two versions of a scenario compared, in words.
import type { Rule, Scenario } from "../../api/types";
import { t } from "../../text/text";
import { sent } from "./draft";

function differs(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}

function byId(rules: readonly Rule[] | null | undefined): Map<string, Rule> {
  return new Map((rules ?? []).map((rule) => [rule.id, rule]));
}

export function differences(before: Scenario | null | undefined, after: Scenario | null): string[] {
  if (!after) return [t("wasRemoved")];
  if (!before) return [t("firstVersion")];
  const { rules: oldRules, ...old } = sent(before);
  const { rules: newRules, ...now } = sent(after);
  const was = byId(oldRules);
  const is = byId(newRules);
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const fields = names.filter((name) => differs((old as Record<string, unknown>)[name], (now as Record<string, unknown>)[name]));
  const added = [...is.keys()].filter((id) => !was.has(id));
  const removed = [...was.keys()].filter((id) => !is.has(id));
  const changed = [...is.keys()].filter((id) => was.has(id) && differs(was.get(id), is.get(id)));
  const said = [
    fields.length > 0 ? t("changedFields", { fields: fields.join(", ") }) : "",
    added.length > 0 ? t("addedRules", { rules: added.join(", ") }) : "",
    removed.length > 0 ? t("removedRules", { rules: removed.join(", ") }) : "",
    changed.length > 0 ? t("changedRules", { rules: changed.join(", ") }) : "",
  ].filter((words) => words !== "");
  return said.length > 0 ? said : [t("sameAsBefore")];
}
