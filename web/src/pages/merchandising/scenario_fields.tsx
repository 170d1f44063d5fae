// The fields of a scenario: which list, what may be in it, what fills it up, and its rules.
import type { ReactElement } from "react";
import type { Problem } from "../../api/problem";
import { listKinds, ruleKinds } from "../../api/types";
import type { Rule, Scenario } from "../../api/types";
import { Button } from "../../parts/button";
import { ExpressionField } from "../../parts/expression_field";
import { Checkbox, SelectField, TextField } from "../../parts/field";
import { say } from "../../parts/toast";
import { listName, ruleName } from "../../text/list_names";
import { t } from "../../text/text";
import { newRule } from "./draft";
import { RuleFields } from "./rule_fields";

interface ScenarioFieldsProps {
  shop: string;
  draft: Scenario;
  problem: Problem | null;
  onChange: (change: (before: Scenario) => Scenario) => void;
}

const fillers = ["popular", "trending", "new", "similar", "bought-together", "for-you"];

export function Fallbacks({ chosen, set, error }: { chosen: readonly string[]; set: (fallbacks: string[]) => void; error: string | undefined }): ReactElement {
  return (
    <fieldset>
      <legend>{t("fallbacks")}</legend>
      <p className="hint">{t("fallbacksHint")}</p>
      <div className="row">
        {fillers.map((kind) => {
          const place = chosen.indexOf(kind);
          return (
            <Button key={kind} pressed={place >= 0} onClick={() => set(place >= 0 ? chosen.filter((other) => other !== kind) : [...chosen, kind])}>
              {place >= 0 ? `${place + 1}. ` : ""}{listName(kind)}
            </Button>
          );
        })}
      </div>
      {error && <p className="error">{error}</p>}
    </fieldset>
  );
}

interface RuleListProps {
  shop: string;
  rules: readonly Rule[];
  problem: Problem | null;
  setRules: (change: (before: readonly Rule[]) => Rule[]) => void;
}

export function RuleList({ shop, rules, problem, setRules }: RuleListProps): ReactElement {
  function remove(rule: Rule, index: number): void {
    setRules((before) => before.filter((_, other) => other !== index));
    say(t("ruleRemoved", { name: rule.id }), () => setRules((before) => [...before.slice(0, index), rule, ...before.slice(index)]));
  }
  return (
    <>
      {rules.length === 0 && <p className="hint">{t("noRules")}</p>}
      {rules.map((rule, index) => (
        <RuleFields key={index} shop={shop} rule={rule} index={index} problem={problem}
          onChange={(next) => setRules((before) => before.map((each, other) => (other === index ? next : each)))}
          onRemove={() => remove(rule, index)} />
      ))}
      <div className="row" role="group" aria-label={t("addRule")}>
        <span>{t("addRule")}:</span>
        {ruleKinds.map((kind) => <Button key={kind} onClick={() => setRules((before) => [...before, newRule(kind, before)])}>{ruleName(kind)}</Button>)}
      </div>
    </>
  );
}

export function ScenarioFields({ shop, draft, problem, onChange }: ScenarioFieldsProps): ReactElement {
  const set = (fields: Partial<Scenario>): void => onChange((before) => ({ ...before, ...fields }));
  const error = (name: string): string | undefined => problem?.at(`/${name}`);
  const share = (text: string): number | null => (text === "" ? null : Number(text));
  return (
    <>
      <SelectField label={t("list")} value={draft.list} choices={listKinds.map((kind) => ({ value: kind, text: listName(kind) }))}
        onChange={(list) => set({ list })} error={error("list")} />
      <ExpressionField shop={shop} label={t("filter")} hint={t("filterHint")} value={draft.filter ?? ""} onChange={(filter) => set({ filter })} error={error("filter")} />
      <ExpressionField shop={shop} label={t("booster")} hint={t("boosterHint")} value={draft.booster ?? ""} onChange={(booster) => set({ booster })} error={error("booster")} />
      <div className="fields">
        <TextField label={t("diversity")} hint={t("diversityHint")} type="number" step="0.1" value={String(draft.diversity ?? "")}
          onChange={(text) => set({ diversity: share(text) })} error={error("diversity")} />
        <TextField label={t("rotation")} hint={t("rotationHint")} type="number" step="0.1" value={String(draft.rotation ?? "")}
          onChange={(text) => set({ rotation: share(text) })} error={error("rotation")} />
        <Checkbox label={t("includeBought")} checked={draft.include_bought === true} onChange={(checked) => set({ include_bought: checked || null })} />
      </div>
      <Fallbacks chosen={draft.fallbacks ?? []} set={(fallbacks) => set({ fallbacks })} error={problem?.below("/fallbacks")[0]?.detail} />
      <h2>{t("rules")}</h2>
      <RuleList shop={shop} rules={draft.rules ?? []} problem={problem} setRules={(change) => onChange((before) => ({ ...before, rules: change(before.rules ?? []) }))} />
    </>
  );
}
