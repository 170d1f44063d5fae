// One rule, with the fields that its kind has and the server's errors at them.
import type { ReactElement } from "react";
import type { Problem } from "../../api/problem";
import { ruleKinds } from "../../api/types";
import type { Rule, RuleKind } from "../../api/types";
import { Button } from "../../parts/button";
import { ExpressionField } from "../../parts/expression_field";
import { Checkbox, SelectField, TextField } from "../../parts/field";
import { ProductList } from "../../parts/product_list";
import { ruleName } from "../../text/list_names";
import { plain, t } from "../../text/text";
import type { PlainWord } from "../../text/text";
import { ofKind } from "./draft";
import { localOf, momentOf } from "./moments";

const hints: Record<RuleKind, PlainWord> = {
  pin: "rulePinHint", hide: "ruleHideHint", boost: "ruleBoostHint", bury: "ruleBuryHint", share: "ruleShareHint",
  cap: "ruleCapHint", same_category: "ruleSameCategoryHint",
};

interface RuleFieldsProps {
  shop: string;
  rule: Rule;
  index: number;
  problem: Problem | null;
  onChange: (rule: Rule) => void;
  onRemove: () => void;
}

function numberOf(text: string): number | null {
  return text === "" ? null : Number(text);
}

type NumberName = "position" | "factor" | "share" | "most";

const numbers: Partial<Record<RuleKind, [NumberName, PlainWord, string]>> = {
  pin: ["position", "rulePosition", "1"], boost: ["factor", "ruleFactor", "0.1"], bury: ["factor", "ruleFactor", "0.1"],
  share: ["share", "ruleShareOf", "0.05"], cap: ["most", "ruleMost", "1"],
};

export function RuleFields({ shop, rule, index, problem, onChange, onRemove }: RuleFieldsProps): ReactElement {
  const error = (name: string): string | undefined => problem?.at(`/rules/${index}/${name}`);
  const change = (fields: Partial<Rule>): void => onChange({ ...rule, ...fields });
  const number = numbers[rule.kind];
  const hasFilter = ["hide", "boost", "bury", "share"].includes(rule.kind);
  return (
    <fieldset className="rule">
      <legend>{t("ruleOf", { kind: ruleName(rule.kind), name: rule.id })}</legend>
      <p className="hint">{plain(hints[rule.kind])}</p>
      <div className="fields">
        <SelectField label={t("ruleKind")} value={rule.kind} choices={ruleKinds.map((kind) => ({ value: kind, text: ruleName(kind) }))}
          onChange={(kind) => onChange(ofKind(rule, kind))} error={error("kind")} />
        <TextField label={t("ruleId")} value={rule.id} onChange={(id) => change({ id })} error={error("id")} />
        {rule.kind === "cap" && <TextField label={t("ruleAttribute")} value={rule.attribute ?? ""} onChange={(attribute) => change({ attribute })} error={error("attribute")} />}
        {number && <TextField label={plain(number[1])} type="number" step={number[2]} value={String(rule[number[0]] ?? "")}
          onChange={(text) => change({ [number[0]]: numberOf(text) })} error={error(number[0])} />}
      </div>
      {(rule.kind === "pin" || rule.kind === "hide") &&
        <ProductList shop={shop} ids={rule.products ?? []} ordered={rule.kind === "pin"} onChange={(products) => change({ products })} error={error("products")} />}
      {hasFilter && <ExpressionField shop={shop} label={t("filter")} value={rule.filter ?? ""} onChange={(filter) => change({ filter })} error={error("filter")} />}
      <div className="fields">
        <TextField label={t("ruleFrom")} type="datetime-local" value={localOf(rule.from)} onChange={(at) => change({ from: momentOf(at) })} error={error("from")} />
        <TextField label={t("ruleUntil")} type="datetime-local" value={localOf(rule.until)} onChange={(at) => change({ until: momentOf(at) })} error={error("until")} />
        <Checkbox label={t("ruleEnabled")} checked={rule.enabled !== false} onChange={(enabled) => change({ enabled })} />
      </div>
      <div className="row end"><Button onClick={onRemove} label={`${t("remove")}: ${rule.id}`}>{t("remove")}</Button></div>
    </fieldset>
  );
}
