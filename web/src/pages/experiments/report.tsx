// The report of an experiment: each variant beside the control, by intervals that hold at all looks together.
import { useState } from "react";
import type { ReactElement } from "react";
import { ask, get, getText, pathOf } from "../../api/client";
import type { ExperimentFinding, ExperimentReport, ExperimentRuns, PastRun, ReportedVariant, SplitMetric } from "../../api/experiment_types";
import { metrics } from "../../api/experiment_types";
import { IntervalChart } from "../../charts/interval_chart";
import type { IntervalRow } from "../../charts/interval_chart";
import { useDeed, useLoad } from "../../load";
import { Button } from "../../parts/button";
import { TypedConfirmation } from "../../parts/dialog";
import { keepFile } from "../../parts/download";
import { SelectField } from "../../parts/field";
import { ProblemBox, Shown } from "../../parts/notice";
import { Card } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { say } from "../../parts/toast";
import { date, money, number, percent } from "../../text/format";
import { intervalInWords } from "../../text/intervals";
import { t } from "../../text/text";
import { InterleavedFindings } from "./interleaved_report";
import { metricName } from "./metric_name";

const kWorthTelling = 0.01; // a share
const withoutAmount = { undecided: "neitherMore", more: "someMore", less: "someLess" } as const;

function rowOf(label: string, found: ExperimentFinding, what: string): IntervalRow {
  if (found.finding === "too_few") return { label, range: null, estimate: null, text: t("tooFewVisitors") };
  // The control's mean may be too uncertain to say a part of it.
  if (found.interval === null) return { label, range: null, estimate: null, text: t(withoutAmount[found.finding], { what }) };
  return { label, range: found.interval, estimate: found.estimate, text: intervalInWords(found.interval, what, found.finding) };
}

function Findings({ report, metric, title }: { report: ExperimentReport; metric: SplitMetric; title: string }): ReactElement {
  const what = t("thanIn", { metric: metricName(metric), control: report.variants[0]?.name ?? "" });
  const rows = report.variants.flatMap((variant) => (variant.against_control && variant.share > 0 ? [rowOf(variant.name, variant.against_control[metric], what)] : []));
  return <IntervalChart title={title} rows={rows} tick={(value) => percent(value, 1)} />;
}

function Alarms({ report }: { report: ExperimentReport }): ReactElement {
  const { run, sample_ratio: ratio } = report;
  return (
    <>
      {report.interleaving === null && (ratio.alarm
        ? <div className="problem" role="alert"><strong>{t("ratioAlarm")}</strong><p>{t("ratioAlarmHint")}</p></div>
        : <p className="hint">{t("ratioGood")}</p>)}
      {run.stopped_variants.map((stopped) => (
        <div key={stopped.variant} className="problem"><strong>{t("guardStopped", { variant: stopped.variant, when: date(stopped.at) })}</strong><p className="words">{stopped.reason}</p></div>
      ))}
      {run.promoted && <p><span className="chip good">{t("promotedIs", { variant: run.promoted })}</span></p>}
    </>
  );
}

function VariantTable({ report }: { report: ExperimentReport }): ReactElement {
  const { currency } = report.run;
  const columns: Column<ReportedVariant>[] = [
    { title: t("name"), cell: (row) => <bdi>{row.name}</bdi> },
    { title: t("visitors"), cell: (row) => number(row.visitors), numeric: true },
    { title: t("crossovers"), cell: (row) => number(row.crossovers), numeric: true },
    { title: t("buyers"), cell: (row) => number(row.buyers), numeric: true },
    { title: t("orders"), cell: (row) => number(row.orders), numeric: true },
    { title: t("revenue"), cell: (row) => row.revenue.length === 0 ? "–" : row.revenue.map((each) => <div key={each.currency}>{money(each)}</div>), numeric: true },
    { title: t("settledVisitors"), cell: (row) => number(row.settled.visitors), numeric: true },
    { title: t("perVisitor"), cell: ({ settled }) => settled.revenue_per_visitor === null || !currency ? "–" : money({ amount: String(settled.revenue_per_visitor), currency }), numeric: true },
    { title: t("conversionOf"), cell: ({ settled }) => settled.conversion === null ? "–" : percent(settled.conversion, 2), numeric: true },
  ];
  return <Table caption={t("experimentVariants")} columns={columns} rows={report.variants} keyOf={(row) => row.name} />;
}

function SplitFindings({ report }: { report: ExperimentReport }): ReactElement {
  const past = report.variance_explained_by_the_past;
  const decides = report.metric === "conversion" ? "conversion" : "revenue_per_visitor";
  return (
    <>
      <Findings report={report} metric={decides} title={metricName(decides)} />
      {metrics.filter((metric) => metric !== decides).map((metric) => <Findings key={metric} report={report} metric={metric} title={t("alsoTold", { metric: metricName(metric) })} />)}
      <p className="hint">{t("lookOften")} {t("settledHint")} {past >= kWorthTelling && t("pastExplains", { share: percent(past, 0) })}</p>
      <VariantTable report={report} />
    </>
  );
}

// All variants but the control.
function challengers({ interleaving, variants }: ExperimentReport): string[] {
  if (interleaving) return interleaving.clicks.rankings.slice(1).map(({ variant }) => variant);
  return variants.filter((variant) => variant.against_control).map(({ name }) => name);
}

function Promotions({ report, onPromote }: { report: ExperimentReport; onPromote: (variant: string) => void }): ReactElement {
  return (
    <div className="row">
      {challengers(report).map((name) => (
        <Button key={name} onClick={() => onPromote(name)}>{t("promoteOf", { variant: name })}</Button>
      ))}
    </div>
  );
}

interface ReportProps {
  shop: string;
  name: string;
  scenario: string;
  last: number | null; // the run of the definition as it is
  mayChange: boolean;
  onChanged: () => void;
}

function Promotion({ shop, name, scenario, variant, onDone, onClose }: Omit<ReportProps, "last" | "mayChange" | "onChanged"> & { variant: string; onDone: () => void; onClose: () => void }): ReactElement {
  const deed = useDeed();
  function promote(): void {
    deed.run(async () => {
      const { data } = await ask<{ scenario_version?: number }>("POST", `${pathOf("experiments", name)}/promote`, { shop, body: { variant } });
      say(t("promoted", { scenario, variant, version: data.scenario_version ?? 0 }));
      onDone();
    });
  }
  return <TypedConfirmation title={t("promoteOf", { variant })} why={t("promoteWhy", { scenario, variant })} word={variant} act={t("promote")} deed={deed} onConfirm={promote} onClose={onClose} />;
}

function choiceOf({ run }: PastRun): { value: string; text: string } {
  return { value: String(run.number), text: `${run.number}: ${date(run.started_at)} – ${run.stopped_at ? date(run.stopped_at) : ""}` };
}

function Report({ shop, name, scenario, last, mayChange, onChanged, runs }: ReportProps & { runs: readonly PastRun[] }): ReactElement {
  const path = `${pathOf("experiments", name)}/report`;
  const choices = runs.map(choiceOf);
  const [run, setRun] = useState(choices[0]?.value ?? "");
  const report = useLoad(`experiment report ${shop} ${name} ${run}`, () => get<ExperimentReport>(path, { shop, query: { run } }));
  const [promoting, setPromoting] = useState<string | null>(null);
  const deed = useDeed();
  function downloadCsv(): void {
    deed.run(async () => keepFile(`${name}-report.csv`, await getText(path, { shop, query: { run, format: "csv" } }), "text/csv"));
  }
  return (
    <Card title={t("found")} tools={
      <span className="row"><Button onClick={report.reload}>{t("reload")}</Button><Button busy={deed.busy} onClick={downloadCsv}>{t("reportCsv")}</Button></span>
    }>
      {deed.problem && <ProblemBox problem={deed.problem} />}
      {choices.length > 1 && <SelectField label={t("whichRun")} value={run} choices={choices} onChange={setRun} />}
      <Shown of={report}>{(read) => (
        <div className="stack">
          <Alarms report={read} />
          {read.interleaving ? <InterleavedFindings report={read} found={read.interleaving} /> : <SplitFindings report={read} />}
          {mayChange && read.run.number === last && <Promotions report={read} onPromote={setPromoting} />}
        </div>
      )}</Shown>
      {promoting !== null && <Promotion shop={shop} name={name} scenario={scenario} variant={promoting} onClose={() => setPromoting(null)}
        onDone={() => { setPromoting(null); report.reload(); onChanged(); }} />}
    </Card>
  );
}

// The report of the last run, or of an earlier one that is chosen.
export function Reports(props: ReportProps): ReactElement {
  const { shop, name } = props;
  const runs = useLoad(`experiment runs ${shop} ${name}`, () => get<ExperimentRuns>(`${pathOf("experiments", name)}/runs`, { shop }));
  return <Shown of={runs}>{(read) => read.runs.length > 0 && <Report {...props} runs={read.runs} />}</Shown>;
}
