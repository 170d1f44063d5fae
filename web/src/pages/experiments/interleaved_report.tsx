// The report of an interleaving experiment: which ranking visitors prefer, by an interval that holds at all looks together.
import type { ReactElement } from "react";
import type { ExperimentPreference, ExperimentReport, InterleavingReport, Vote } from "../../api/experiment_types";
import { votes } from "../../api/experiment_types";
import { IntervalChart } from "../../charts/interval_chart";
import type { IntervalRow } from "../../charts/interval_chart";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { number } from "../../text/format";
import { verdicts } from "../../text/intervals";
import { t } from "../../text/text";
import { metricName } from "./metric_name";

const kHalf = 0.5;

// The line of the chart stands for a half.
function rowOf(found: ExperimentPreference): IntervalRow {
  const label = found.rankings[1]?.variant ?? "";
  if (found.interval === null || found.preference === null) return { label, range: null, estimate: null, text: t("nobodyPrefers") };
  const { low, high } = found.interval;
  const words = t("preferBetween", { low: number(Math.floor(low * 100)), high: number(Math.ceil(high * 100)), variant: label });
  return { label, range: { low: low - kHalf, high: high - kHalf }, estimate: found.preference - kHalf, text: `${words} ${t(verdicts[found.finding])}` };
}

function Preference({ found, vote, title }: { found: InterleavingReport; vote: Vote; title: string }): ReactElement {
  return <IntervalChart title={title} rows={[rowOf(found[vote])]} tick={(value) => number((value + kHalf) * 100, 1)} />;
}

interface RankingRow {
  name: string;
  of: Record<Vote, { credited: number; preferred_by: number }>;
}

function rowsOf(found: InterleavingReport): RankingRow[] {
  return found.clicks.rankings.map((clicks, index) => ({ name: clicks.variant, of: { clicks, purchases: found.purchases.rankings[index] ?? clicks } }));
}

function RankingTable({ found }: { found: InterleavingReport }): ReactElement {
  const columns: Column<RankingRow>[] = [
    { title: t("name"), cell: (row) => <bdi>{row.name}</bdi> },
    { title: t("creditedClicks"), cell: ({ of }) => number(of.clicks.credited), numeric: true },
    { title: t("preferByClicks"), cell: ({ of }) => number(of.clicks.preferred_by), numeric: true },
    { title: t("creditedPurchases"), cell: ({ of }) => number(of.purchases.credited), numeric: true },
    { title: t("preferByPurchases"), cell: ({ of }) => number(of.purchases.preferred_by), numeric: true },
  ];
  return <Table caption={t("experimentVariants")} columns={columns} rows={rowsOf(found)} keyOf={(row) => row.name} />;
}

export function InterleavedFindings({ report, found }: { report: ExperimentReport; found: InterleavingReport }): ReactElement {
  const decides = report.metric === "purchases" ? "purchases" : "clicks";
  return (
    <>
      <Preference found={found} vote={decides} title={metricName(decides)} />
      {votes.filter((vote) => vote !== decides).map((vote) => <Preference key={vote} found={found} vote={vote} title={t("alsoTold", { metric: metricName(vote) })} />)}
      <p className="hint">{t("lookOften")} {t("settledClicksHint")}</p>
      <p>{t("seenBoth", { visitors: number(found.visitors), settled: number(found.settled), ties: number(found[decides].ties) })}</p>
      <RankingTable found={found} />
    </>
  );
}
