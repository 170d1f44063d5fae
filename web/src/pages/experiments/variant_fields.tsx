// One variant: its share of the visitors, and the parts of the scenario that it changes. A part begins as the scenario
// has it.
import type { ReactElement } from "react";
import type { Problem } from "../../api/problem";
import { listKinds } from "../../api/types";
import type { ListKind, Scenario } from "../../api/types";
import type { Variant } from "../../api/experiment_types";
import { Button } from "../../parts/button";
import { ExpressionField } from "../../parts/expression_field";
import { Checkbox, SelectField, TextField } from "../../parts/field";
import { NumberField } from "../../parts/number_field";
import { listName } from "../../text/list_names";
import { plain, t } from "../../text/text";
import type { PlainWord } from "../../text/text";
import { Fallbacks, RuleList } from "../merchandising/scenario_fields";

type Parts = Partial<Scenario>;
type PartName = "list" | "filter" | "booster" | "diversity" | "rotation" | "include_bought" | "fallbacks" | "rules";

const titles: Record<PartName, PlainWord> = {
  list: "list", filter: "filter", booster: "booster", diversity: "diversity", rotation: "rotation",
  include_bought: "includeBought", fallbacks: "fallbacks", rules: "rules",
};
const partNames = Object.keys(titles) as PartName[];
const blank: Required<Pick<Parts, PartName>> = {
  list: "for-you", filter: "", booster: "", diversity: 0.5, rotation: 0.5, include_bought: true, fallbacks: [], rules: [],
};

interface PartProps {
  shop: string;
  name: PartName;
  parts: Parts;
  problem: Problem | null;
  set: (change: (before: Parts) => Parts) => void;
}

function Part({ shop, name, parts, problem, set }: PartProps): ReactElement {
  const put = (fields: Parts): void => set((before) => ({ ...before, ...fields }));
  const error = problem?.below(`/${name}`)[0]?.detail;
  switch (name) {
    case "list": return <SelectField label={t("list")} value={parts.list ?? "for-you"} choices={listKinds.map((kind) => ({ value: kind, text: listName(kind) }))}
      onChange={(list: ListKind) => put({ list })} error={error} />;
    case "filter": return <ExpressionField shop={shop} label={t("filter")} hint={t("filterHint")} value={parts.filter ?? ""} onChange={(filter) => put({ filter })} error={error} />;
    case "booster": return <ExpressionField shop={shop} label={t("booster")} hint={t("boosterHint")} value={parts.booster ?? ""} onChange={(booster) => put({ booster })} error={error} />;
    case "diversity": return <NumberField label={t("diversity")} hint={t("diversityHint")} step="0.1" value={parts.diversity} onChange={(diversity) => put({ diversity })} error={error} />;
    case "rotation": return <NumberField label={t("rotation")} hint={t("rotationHint")} step="0.1" value={parts.rotation} onChange={(rotation) => put({ rotation })} error={error} />;
    case "include_bought": return <Checkbox label={t("includeBought")} checked={parts.include_bought === true} onChange={(include_bought) => put({ include_bought })} />;
    case "fallbacks": return <Fallbacks chosen={parts.fallbacks ?? []} set={(fallbacks) => put({ fallbacks })} error={error} />;
    case "rules": return <RuleList shop={shop} rules={parts.rules ?? []} problem={problem} setRules={(change) => set((before) => ({ ...before, rules: change(before.rules ?? []) }))} />;
  }
}

interface ChangesProps {
  shop: string;
  parts: Parts;
  of: Scenario | null; // the scenario as it is
  problem: Problem | null;
  set: (change: (before: Parts) => Parts) => void;
}

function Changes({ shop, parts, of, problem, set }: ChangesProps): ReactElement {
  const changed = partNames.filter((name) => name in parts);
  const left = partNames.filter((name) => !(name in parts));
  const begin = (name: PartName): void => set((before) => ({ ...before, [name]: of?.[name] ?? blank[name] }));
  const leave = (name: PartName): void => set((before) => Object.fromEntries(Object.entries(before).filter(([other]) => other !== name)));
  return (
    <>
      {changed.map((name) => (
        <div key={name} className="stack">
          <Part shop={shop} name={name} parts={parts} problem={problem} set={set} />
          <div className="row end"><Button look="quiet" onClick={() => leave(name)}>{t("variantKeep", { part: plain(titles[name]) })}</Button></div>
        </div>
      ))}
      {left.length > 0 && (
        <div className="row" role="group" aria-label={t("variantChange")}>
          <span className="hint">{changed.length === 0 ? t("variantSame") : t("variantMore")}</span>
          {left.map((name) => <Button key={name} onClick={() => begin(name)}>{plain(titles[name])}</Button>)}
        </div>
      )}
    </>
  );
}

export interface VariantFieldsProps {
  shop: string;
  variant: Variant;
  isControl: boolean;
  mixed: boolean; // with the other in each list
  of: Scenario | null;
  problem: Problem | null; // of this variant alone
  onChange: (change: (before: Variant) => Variant) => void;
  onRemove: (() => void) | null;
}

export function VariantFields({ shop, variant, isControl, mixed, of, problem, onChange, onRemove }: VariantFieldsProps): ReactElement {
  const put = (fields: Partial<Variant>): void => onChange((before) => ({ ...before, ...fields }));
  return (
    <fieldset>
      <legend>{isControl ? t("controlOf", { name: variant.name }) : t("variantOf", { name: variant.name })}</legend>
      {isControl && <p className="hint">{t("controlHint")}</p>}
      <div className="fields">
        <TextField label={t("variantName")} value={variant.name} onChange={(name) => put({ name })} error={problem?.at("/name")} />
        {!mixed && <NumberField label={t("variantShare")} percent value={variant.share} onChange={(share) => put({ share: share ?? 0 })} error={problem?.at("/share")} />}
      </div>
      {!isControl && !mixed && <Checkbox label={t("variantEmpty")} checked={variant.empty === true} onChange={(empty) => put({ empty })} />}
      {!isControl && !variant.empty && <Changes shop={shop} parts={variant.scenario ?? {}} of={of} problem={problem?.within("/scenario") ?? null}
        set={(change) => onChange((before) => ({ ...before, scenario: change(before.scenario ?? {}) }))} />}
      {onRemove && <div className="row end"><Button onClick={onRemove}>{t("removeVariant", { name: variant.name })}</Button></div>}
    </fieldset>
  );
}
