// The fields of an experiment: the place, what decides, the variants and the guard rails.
import type { ReactElement } from "react";
import type { Experiment, Guard, SplitMetric } from "../../api/experiment_types";
import { methods, metrics, votes } from "../../api/experiment_types";
import type { Problem } from "../../api/problem";
import type { Scenario } from "../../api/types";
import { Button } from "../../parts/button";
import { SelectField, TextField } from "../../parts/field";
import { NumberField } from "../../parts/number_field";
import { percent } from "../../text/format";
import { t } from "../../text/text";
import { withMethod } from "./draft";
import { methodName, metricName } from "./metric_name";
import { VariantFields } from "./variant_fields";

const kHoursOfDay = 24;

export interface ExperimentFieldsProps {
  shop: string;
  draft: Experiment;
  scenarios: Record<string, Scenario>;
  problem: Problem | null;
  onChange: (change: (before: Experiment) => Experiment) => void;
}

function metricChoices(): { value: SplitMetric; text: string }[] {
  return metrics.map((metric) => ({ value: metric, text: metricName(metric) }));
}

function Decision({ draft, scenarios, problem, onChange }: ExperimentFieldsProps): ReactElement {
  const put = (fields: Partial<Experiment>): void => onChange((before) => ({ ...before, ...fields }));
  const mixed = draft.method === "interleaving";
  const names = [...new Set([draft.scenario, ...Object.keys(scenarios)])].filter((name) => name !== "");
  return (
    <>
      <div className="fields">
        <SelectField label={t("triedPlace")} value={draft.scenario} choices={names.map((name) => ({ value: name, text: name }))} onChange={(scenario) => put({ scenario })} error={problem?.at("/scenario")} />
        <SelectField label={t("method")} value={draft.method ?? "split"} choices={methods.map((value) => ({ value, text: methodName(value) }))}
          onChange={(method) => onChange((before) => withMethod(before, method))} error={problem?.at("/method")} />
        <SelectField label={t("decidedBy")} value={draft.metric ?? (mixed ? "clicks" : "revenue_per_visitor")} choices={(mixed ? votes : metrics).map((value) => ({ value, text: metricName(value) }))}
          onChange={(metric) => put({ metric })} error={problem?.at("/metric")} />
        {!mixed && <NumberField label={t("minimalEffect")} percent value={draft.minimal_effect} onChange={(minimal_effect) => put({ minimal_effect })} error={problem?.at("/minimal_effect")} />}
      </div>
      {mixed && <p className="hint">{t("methodInterleavingHint")}</p>}
      <details>
        <summary>{t("moreSettings")}</summary>
        <div className="fields">
          <NumberField label={t("windowDays")} hint={t("windowHint")} step="any" value={draft.window_hours == null ? null : draft.window_hours / kHoursOfDay}
            onChange={(days) => put({ window_hours: days === null ? null : Math.round(days * kHoursOfDay) })} error={problem?.at("/window_hours")} />
          <NumberField label={t("falseAlarms")} hint={t("falseAlarmsHint")} percent value={draft.false_alarms} onChange={(false_alarms) => put({ false_alarms })} error={problem?.at("/false_alarms")} />
          <TextField label={t("layer")} hint={t("layerHint")} value={draft.layer ?? ""} onChange={(layer) => put({ layer })} error={problem?.at("/layer")} />
        </div>
      </details>
    </>
  );
}

function Guards({ draft, problem, onChange }: ExperimentFieldsProps): ReactElement {
  const guards = draft.guards ?? [];
  const set = (next: Guard[]): void => onChange((before) => ({ ...before, guards: next }));
  const put = (index: number, fields: Partial<Guard>): void => set(guards.map((guard, other) => (other === index ? { ...guard, ...fields } : guard)));
  return (
    <fieldset>
      <legend>{t("guards")}</legend>
      <p className="hint">{t("guardsHint")}</p>
      {guards.map((guard, index) => (
        <div key={index} className="cap" role="group" aria-label={t("guards")}>
          <SelectField label={t("guardMetric")} value={guard.metric} choices={metricChoices()} onChange={(metric) => put(index, { metric })} error={problem?.at(`/guards/${index}/metric`)} />
          <NumberField label={t("guardWorse")} percent value={guard.worse_by} onChange={(worse) => put(index, { worse_by: worse ?? 0 })} error={problem?.at(`/guards/${index}/worse_by`)} />
          <Button label={`${t("remove")}: ${metricName(guard.metric)}`} onClick={() => set(guards.filter((_, other) => other !== index))}>{t("remove")}</Button>
        </div>
      ))}
      <div className="row"><Button onClick={() => set([...guards, { metric: "conversion", worse_by: 0.1 }])}>{t("addGuard")}</Button></div>
    </fieldset>
  );
}

export function ExperimentFields(props: ExperimentFieldsProps): ReactElement {
  const { shop, draft, scenarios, problem, onChange } = props;
  const { variants } = draft;
  const mixed = draft.method === "interleaving";
  const sum = Math.round(variants.reduce((all, variant) => all + variant.share, 0) * 1e6) / 1e6;
  const setVariants = (change: (before: Experiment["variants"]) => Experiment["variants"]): void =>
    onChange((before) => ({ ...before, variants: change(before.variants) }));
  return (
    <>
      <Decision {...props} />
      <h2>{t("experimentVariants")}</h2>
      {variants.map((variant, index) => (
        <VariantFields key={index} shop={shop} variant={variant} isControl={index === 0} mixed={mixed} of={scenarios[draft.scenario] ?? null} problem={problem?.within(`/variants/${index}`) ?? null}
          onChange={(change) => setVariants((before) => before.map((each, other) => (other === index ? change(each) : each)))}
          onRemove={index > 0 && variants.length > 2 ? () => setVariants((before) => before.filter((_, other) => other !== index)) : null} />
      ))}
      {!mixed && <p className={sum === 1 ? "hint" : "error"} role="status">{t("sharesSum", { sum: percent(sum, 2) })}</p>}
      {problem?.at("/variants") && <p className="error">{problem.at("/variants")}</p>}
      {!mixed && <div className="row"><Button onClick={() => setVariants((before) => [...before, { name: `variant-${before.length}`, share: 0, scenario: {} }])}>{t("addVariant")}</Button></div>}
      {!mixed && <Guards {...props} />}
    </>
  );
}
