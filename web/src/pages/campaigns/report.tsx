// The report of a run: everybody assigned beside everybody held out.
import type { ReactElement } from "react";
import { get, getText, pathOf } from "../../api/client";
import type { CampaignDifference, CampaignReport, CampaignReportPart, CampaignResult } from "../../api/campaign_types";
import { IntervalChart } from "../../charts/interval_chart";
import type { IntervalRow } from "../../charts/interval_chart";
import { useDeed, useLoad } from "../../load";
import { Button } from "../../parts/button";
import { keepFile } from "../../parts/download";
import { ProblemBox, Shown } from "../../parts/notice";
import { Card } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { date, money, number, percent } from "../../text/format";
import { intervalInWords } from "../../text/intervals";
import { t } from "../../text/text";

type GroupRow = CampaignResult & { name: string };

function Groups({ report }: { report: CampaignReport }): ReactElement {
  const rows: GroupRow[] = [{ name: t("groupSent"), ...report.sent }, { name: t("groupHeldOut"), ...report.held_out }];
  const told: Column<GroupRow>[] = rows.every((row) => row.opened === 0) ? [] : [
    { title: t("mailOpened"), cell: (row) => number(row.opened), numeric: true },
    { title: t("mailClicked"), cell: (row) => number(row.clicked), numeric: true },
  ];
  const columns: Column<GroupRow>[] = [
    { title: t("group"), cell: (row) => row.name },
    { title: t("peopleCount"), cell: (row) => number(row.people), numeric: true },
    { title: t("withList"), cell: (row) => number(row.with_list), numeric: true },
    ...told,
    { title: t("buyers"), cell: (row) => number(row.buyers), numeric: true },
    { title: t("orders"), cell: (row) => number(row.orders), numeric: true },
    { title: t("units"), cell: (row) => number(row.units, 2), numeric: true },
    { title: t("revenue"), cell: (row) => row.revenue.length === 0 ? "–" : row.revenue.map((each) => <div key={each.currency}>{money(each)}</div>), numeric: true },
  ];
  return <Table caption={t("didItHelp")} columns={columns} rows={rows} keyOf={(row) => row.name} />;
}

function rowOf(found: CampaignDifference, label: string, what: string, buyers: number): IntervalRow {
  const range = found.interval;
  return { label, range, estimate: found.estimate, text: range ? intervalInWords(range, what, found.finding) : t("tooFewBuyers", { buyers }) };
}

function Chart({ title, rows }: { title: string; rows: readonly IntervalRow[] }): ReactElement | null {
  return rows.length === 0 ? null : <IntervalChart title={title} rows={rows} tick={(value) => percent(value, 1)} />;
}

function Differences({ report }: { report: CampaignReport }): ReactElement {
  const { orders, revenue } = report.difference_per_person;
  const told = (found: CampaignDifference, label: string): IntervalRow => rowOf(found, label, label, report.fewest_buyers);
  return <Chart title={t("differenceTitle")} rows={[
    told(orders, t("ordersPerPerson")), ...revenue.map((found) => told(found, t("revenuePerPerson", { currency: found.currency ?? "" }))),
  ]} />;
}

function Parts({ report }: { report: CampaignReport }): ReactElement | null {
  const { segments, products } = report.parts;
  if (segments.length + products.length === 0) return null;
  const told = (parts: readonly CampaignReportPart[]): IntervalRow[] =>
    parts.map((part) => rowOf(part.difference_per_person.orders, part.of, t("ordersPerPerson"), report.fewest_buyers));
  return (
    <details>
      <summary>{t("reportParts")}</summary>
      <p className="hint">{t("reportPartsHold")}</p>
      <Chart title={t("reportBySegment")} rows={told(segments)} />
      <Chart title={t("reportByProduct")} rows={told(products)} />
    </details>
  );
}

export function Report({ shop, name, run }: { shop: string; name: string; run: string }): ReactElement {
  const path = `${pathOf("campaigns", name)}/report`;
  const report = useLoad(`report ${shop} ${name} ${run}`, () => get<CampaignReport>(path, { shop, query: { run } }));
  const deed = useDeed();
  function downloadCsv(): void {
    deed.run(async () => keepFile(`${name}-${run}-report.csv`, await getText(path, { shop, query: { run, format: "csv" } }), "text/csv"));
  }
  return (
    <Card title={t("didItHelp")} tools={<Button busy={deed.busy} onClick={downloadCsv}>{t("reportCsv")}</Button>}>
      {deed.problem && <ProblemBox problem={deed.problem} />}
      <Shown of={report}>{(read) => {
        const days = Math.ceil((new Date(read.until).getTime() - Date.now()) / 86_400_000);
        return (
          <div className="stack">
            <p>{t("reportCounts", { from: date(read.from), until: date(read.until) })} {days > 0 && t("reportGoesOn", { days })}</p>
            <Groups report={read} />
            <Differences report={read} />
            <Parts report={read} />
            <p className="hint">{t("reportAll")}</p>
          </div>
        );
      }}</Shown>
    </Card>
  );
}
