// The first page of the morning: what the lists led to, and whether the shop is well.
import { useState } from "react";
import type { ReactElement } from "react";
import { mapAtOnce } from "../../api/pool";
import type { Report } from "../../api/types";
import { useLoad } from "../../load";
import { Button } from "../../parts/button";
import { SelectField } from "../../parts/field";
import { Empty, Shown } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { hashOf, useQuery } from "../../route";
import { t } from "../../text/text";
import { Freshness } from "./freshness";
import { downloadReport } from "./report_csv";
import { Measures } from "./measures";
import { PerDay } from "./per_day";
import { daysOf, spanBefore, spanOf } from "./period";
import { Placements } from "./placements";
import { placementId, placementName, placementsOf, readReport } from "./totals";

const periods = ["7", "28", "90"] as const;
type Period = (typeof periods)[number];

export interface Figures {
  now: Report;
  before: Report;
  days: { day: Date; report: Report }[];
}

async function readFigures(shop: string, days: number): Promise<Figures> {
  const [now, before, each] = await Promise.all([
    readReport(shop, spanOf(days)),
    readReport(shop, spanBefore(days)),
    mapAtOnce(daysOf(days), async (span) => ({ day: span.from, report: await readReport(shop, span) })),
  ]);
  return { now, before, days: each };
}

function Filters({ period, place, report, change }: {
  period: Period; place: string; report: Report | null; change: (changes: Record<string, string>) => void;
}): ReactElement {
  const known = (report ? placementsOf(report) : []).map((placement) => ({ value: placementId(placement), text: placementName(placement) }));
  const choices = [{ value: "", text: t("allPlacements") }, ...known];
  if (place !== "" && !known.some((choice) => choice.value === place)) choices.push({ value: place, text: place.slice(2) });
  return (
    <>
      <SelectField label={t("period")} value={period} onChange={(days) => change({ days })}
        choices={periods.map((days) => ({ value: days, text: t("days", { count: Number(days) }) }))} />
      <SelectField label={t("placement")} value={place} onChange={(next) => change({ place: next })} choices={choices} />
    </>
  );
}

function NothingYet({ shop }: { shop: string }): ReactElement {
  return (
    <Empty title={t("nothingReported")}>
      <p>{t("nothingReportedHint")}</p>
      <a className="button main" href={hashOf(["shop", shop, "connect"])}>{t("nothingReportedStep")}</a>
    </Empty>
  );
}

export function Overview({ shop }: { shop: string }): ReactElement {
  const [query, change] = useQuery();
  const period = periods.find((days) => days === query["days"]) ?? "28";
  const place = query["place"] ?? "";
  const [measure, setMeasure] = useState("");
  const figures = useLoad(`overview ${shop} ${period}`, () => readFigures(shop, Number(period)));
  const data = figures.data;
  const filled = data !== null && [data.now, data.before].some((report) => placementsOf(report).some((each) => each.lists_shown > 0 || each.orders > 0));
  return (
    <Page title={t("overview")} lead={t("overviewLead")} tools={
      <>
        <Filters period={period} place={place} report={data?.now ?? null} change={change} />
        <Button disabled={!filled} onClick={() => data && downloadReport(shop, data)}>{t("csv")}</Button>
        <Button onClick={figures.reload}>{t("reload")}</Button>
      </>
    }>
      <Shown of={figures}>
        {(read) => filled
          ? <>
              <Measures figures={read} place={place} />
              <Card><PerDay figures={read} place={place} measure={measure} onMeasure={setMeasure} /></Card>
              <Card title={t("perPlacement")}>
                <Placements report={read.now} onChoose={(next) => change({ place: next })} />
                <p className="hint">{t("noProof")} <a href={hashOf(["shop", shop, "earnings"], { place })}>{t("earnings")}</a></p>
              </Card>
            </>
          : <NothingYet shop={shop} />}
      </Shown>
      <Freshness shop={shop} />
    </Page>
  );
}
