// The fields of a campaign: to whom, which products, how much at most, and how it is measured.
import type { ReactElement } from "react";
import type { Campaign, CampaignProducts } from "../../api/campaign_types";
import type { Problem } from "../../api/problem";
import { Button } from "../../parts/button";
import { ExpressionField } from "../../parts/expression_field";
import { SelectField, TextField } from "../../parts/field";
import { NumberField } from "../../parts/number_field";
import { ProductList } from "../../parts/product_list";
import { t } from "../../text/text";
import { CapFields } from "./cap_fields";

export interface CampaignFieldsProps {
  shop: string;
  draft: Campaign;
  problem: Problem | null;
  segments: readonly string[];
  scenarios: readonly string[];
  onChange: (fields: Partial<Campaign>) => void;
}

// The names that can be chosen, and the one that is chosen even if it is not among them any more.
function choicesOf(none: string, names: readonly string[], chosen: string): { value: string; text: string }[] {
  const all = chosen === "" || names.includes(chosen) ? names : [chosen, ...names];
  return [{ value: "", text: none }, ...all.map((name) => ({ value: name, text: name }))];
}

function Receivers({ draft, problem, segments, onChange }: CampaignFieldsProps): ReactElement {
  const people = draft.people?.segment ?? "";
  const suppressed = draft.suppress?.segment ?? "";
  return (
    <fieldset>
      <legend>{t("toWhom")}</legend>
      <div className="fields">
        <SelectField label={t("campaignPeople")} hint={t("campaignPeopleHint")} value={people} choices={choicesOf(t("everybody"), segments, people)}
          onChange={(segment) => onChange({ people: { segment } })} error={problem?.below("/people")[0]?.detail} />
        <SelectField label={t("campaignSuppress")} hint={t("campaignSuppressHint")} value={suppressed} choices={choicesOf(t("nobody"), segments, suppressed)}
          onChange={(segment) => onChange({ suppress: { segment } })} error={problem?.below("/suppress")[0]?.detail} />
        <NumberField label={t("frequency")} hint={t("frequencyHint")} value={draft.frequency_days} onChange={(days) => onChange({ frequency_days: days })} error={problem?.at("/frequency_days")} />
      </div>
    </fieldset>
  );
}

function Products({ shop, draft, problem, scenarios, onChange }: CampaignFieldsProps): ReactElement {
  const scenario = draft.scenario ?? "";
  const products = draft.products ?? {};
  const set = (fields: CampaignProducts): void => onChange({ products: { ...products, ...fields } });
  return (
    <fieldset>
      <legend>{t("whichProducts")}</legend>
      <ExpressionField shop={shop} label={t("filter")} hint={t("filterHint")} value={products.filter ?? ""} onChange={(filter) => set({ filter })} error={problem?.at("/products/filter")} />
      <h3>{t("onlyThese")}</h3>
      <ProductList shop={shop} ids={products.ids ?? []} ordered={false} onChange={(ids) => set({ ids })} error={problem?.below("/products/ids")[0]?.detail} />
      <div className="fields">
        <SelectField label={t("campaignScenario")} hint={t("campaignScenarioHint")} value={scenario} choices={choicesOf(t("personalList"), scenarios, scenario)}
          onChange={(name) => onChange({ scenario: name })} error={problem?.at("/scenario")} />
        <NumberField label={t("perPerson")} value={draft.per_person} onChange={(count) => onChange({ per_person: count })} error={problem?.at("/per_person")} />
      </div>
    </fieldset>
  );
}

function ReportSegments({ draft, problem, segments, onChange }: CampaignFieldsProps): ReactElement {
  const chosen = draft.report_segments ?? [];
  const names = [...new Set([...segments, ...chosen])];
  const error = problem?.below("/report_segments")[0]?.detail;
  const turn = (name: string): void => onChange({ report_segments: chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name] });
  return (
    <div className="stack" role="group" aria-label={t("reportSegments")}>
      <span className="hint">{t("reportSegmentsHint")}</span>
      <div className="row">{names.map((name) => <Button key={name} pressed={chosen.includes(name)} onClick={() => turn(name)}><bdi>{name}</bdi></Button>)}</div>
      {error && <p className="error">{error}</p>}
    </div>
  );
}

function Measuring(props: CampaignFieldsProps): ReactElement {
  const { draft, problem, segments, onChange } = props;
  return (
    <fieldset>
      <legend>{t("measuring")}</legend>
      <div className="fields">
        <NumberField label={t("holdout")} hint={t("holdoutHint")} percent value={draft.holdout} onChange={(holdout) => onChange({ holdout })} error={problem?.at("/holdout")} />
        <NumberField label={t("countedDays")} value={draft.days} onChange={(days) => onChange({ days })} error={problem?.at("/days")} />
        <NumberField label={t("uptake")} hint={t("uptakeHint")} percent value={draft.uptake} onChange={(uptake) => onChange({ uptake })} error={problem?.at("/uptake")} />
        <TextField label={t("holdoutKey")} hint={t("holdoutKeyHint")} value={draft.holdout_key ?? ""} onChange={(holdout_key) => onChange({ holdout_key })} error={problem?.at("/holdout_key")} />
      </div>
      {segments.length > 0 && <ReportSegments {...props} />}
    </fieldset>
  );
}

export function CampaignFields(props: CampaignFieldsProps): ReactElement {
  return (
    <>
      <Receivers {...props} />
      <Products {...props} />
      <CapFields {...props} />
      <Measuring {...props} />
    </>
  );
}
