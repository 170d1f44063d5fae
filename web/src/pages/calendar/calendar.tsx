// Campaigns and experiments by date, three months at a time.
import type { ReactElement } from "react";
import { get } from "../../api/client";
import type { Experiments, StoredExperiment } from "../../api/experiment_types";
import type { ScenarioDraft, ScenarioDrafts } from "../../api/types";
import { Spans } from "../../charts/spans";
import type { Span } from "../../charts/spans";
import { useLoad } from "../../load";
import { Button } from "../../parts/button";
import { Empty, Shown } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { hashOf, useQuery } from "../../route";
import { may, useSigned } from "../../session";
import { date, moment, monthName } from "../../text/format";
import { t } from "../../text/text";
import { endOf, readCampaigns } from "../campaigns/runs_of";
import type { CampaignWithRuns } from "../campaigns/runs_of";

const kMonths = 3;

function campaignSpans(shop: string, { name, runs }: CampaignWithRuns): Span[] {
  return runs.map((run) => {
    const [from, until] = [new Date(run.at), endOf(run)];
    return { key: `c ${name} ${run.run}`, label: name, kind: t("campaign"), href: hashOf(["shop", shop, "campaigns", name], { run: run.run }), look: "first",
      from, until, text: t("spanOf", { from: date(from), until: date(until) }) };
  });
}

function experimentSpans(shop: string, { name, run }: StoredExperiment): Span[] {
  if (!run) return [];
  const from = new Date(run.started_at);
  const until = run.stopped_at ? new Date(run.stopped_at) : new Date();
  const text = run.stopped_at ? t("spanOf", { from: date(from), until: date(until) }) : t("spanOpen", { from: date(from) });
  return [{ key: `e ${name}`, label: name, kind: t("experiment"), href: hashOf(["shop", shop, "experiments", name]), look: "second", from, until, text }];
}

const kDay = 24 * 3600 * 1000; // milliseconds

// A draft that goes live is a moment; a day of the calendar stands for it.
function draftSpans(shop: string, draft: ScenarioDraft): Span[] {
  if (!draft.publish_at) return [];
  const from = new Date(draft.publish_at);
  return [{ key: `d ${draft.name}`, label: draft.name, kind: t("planned"), href: hashOf(["shop", shop, "merchandising", draft.name]), look: "second",
    from, until: new Date(from.getTime() + kDay), text: t("draftPlanned", { at: moment(from.toISOString()) }) }];
}

async function readSpans(shop: string, mayChange: boolean): Promise<Span[]> {
  const [campaigns, experiments, { drafts }] = await Promise.all([
    readCampaigns(shop), get<Experiments>("/v1/experiments", { shop }),
    mayChange ? get<ScenarioDrafts>("/v1/drafts", { shop }) : { drafts: [] },
  ]);
  const spans = [...drafts.flatMap((each) => draftSpans(shop, each)), ...campaigns.flatMap((each) => campaignSpans(shop, each)), ...experiments.experiments.flatMap((each) => experimentSpans(shop, each))];
  return spans.sort((a, b) => a.from.getTime() - b.from.getTime());
}

// "2026-10" in the address; without it the month before this one is the first.
function firstMonth(text: string | undefined): Date {
  const [, year, month] = /^(\d{4})-(\d{2})$/.exec(text ?? "") ?? [];
  const now = new Date();
  return year && month ? new Date(Number(year), Number(month) - 1) : new Date(now.getFullYear(), now.getMonth() - 1);
}

function moved(month: Date, by: number): Date {
  return new Date(month.getFullYear(), month.getMonth() + by);
}

function inAddress(month: Date): string {
  return `${month.getFullYear()}-${String(month.getMonth() + 1).padStart(2, "0")}`;
}

function NothingHere({ shop }: { shop: string }): ReactElement {
  return (
    <Empty title={t("calendarEmpty")}>
      <p>{t("calendarEmptyHint")}</p>
      <a className="button main" href={hashOf(["shop", shop, "campaigns"])}>{t("campaigns")}</a>
    </Empty>
  );
}

export function Calendar({ shop }: { shop: string }): ReactElement {
  const { account } = useSigned();
  const [query, change] = useQuery();
  const first = firstMonth(query["from"]);
  const end = moved(first, kMonths);
  const months = Array.from({ length: kMonths }, (_, index) => moved(first, index)).map((begin) => ({ label: monthName(begin), begin }));
  const spans = useLoad(`calendar ${shop}`, () => readSpans(shop, may(account, "merchandise", shop)));
  return (
    <Page title={t("calendar")} lead={t("calendarLead")} tools={
      <>
        <Button onClick={() => change({ from: inAddress(moved(first, -1)) })}>{t("earlier")}</Button>
        <Button onClick={() => change({ from: undefined })}>{t("today")}</Button>
        <Button onClick={() => change({ from: inAddress(moved(first, 1)) })}>{t("later")}</Button>
      </>
    }>
      <Card title={t("calendarMonths", { from: monthName(first), until: monthName(moved(end, -1)) })}>
        <Shown of={spans}>{(read) => {
          const shown = read.filter((span) => span.until > first && span.from < end);
          return shown.length === 0 ? <NothingHere shop={shop} /> : <Spans spans={shown} months={months} end={end} />;
        }}</Shown>
      </Card>
    </Page>
  );
}
