// The worth of recommendations: the funnel of a placement, what experiments have measured, an estimate with its range.
import type { ReactElement } from "react";
import { Funnel } from "../../charts/funnel";
import type { FunnelStep } from "../../charts/funnel";
import { IntervalChart } from "../../charts/interval_chart";
import type { IntervalRow } from "../../charts/interval_chart";
import { useLoad } from "../../load";
import { Button } from "../../parts/button";
import { csvOf, download } from "../../parts/download";
import { SelectField, TextField } from "../../parts/field";
import { Empty, Shown } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { hashOf, useQuery } from "../../route";
import { amountIn } from "../../text/amounts";
import { earningsWords } from "../../text/earnings_words";
import { date, money, number, percent } from "../../text/format";
import type { Range } from "../../text/intervals";
import { speaking, t } from "../../text/text";
import { placementId, placementName, placementsOf, totalsOf } from "../overview/totals";
import type { Totals } from "../overview/totals";
import { cutDown, monthlyFrom } from "./estimate";
import type { Measured, Monthly } from "./estimate";
import { readEarned, readMeasured } from "./read";
import type { Earned } from "./read";

const said = speaking(earningsWords);
const periods = ["28", "90"] as const;
const kAnywayLow = 50; // in %, until the reader says otherwise
const kAnywayHigh = 90;

function amount(value: number, currency: string): string {
  return money({ currency, amount: value.toFixed(2) });
}

function stepsOf(totals: Totals): FunnelStep[] {
  const part = (count: number, of: number): string => (of === 0 ? "" : said("partOf", { share: percent(count / of, 2) }));
  const revenue = totals.revenue.map(money).join(", ");
  return [
    { name: said("stepShown"), count: totals.listsShown, text: number(totals.listsShown), part: "" },
    { name: said("stepClicked"), count: totals.listsClicked, text: number(totals.listsClicked), part: part(totals.listsClicked, totals.listsShown) },
    { name: said("stepOrders"), count: totals.orders, text: revenue === "" ? number(totals.orders) : `${number(totals.orders)} (${revenue})`,
      part: part(totals.orders, totals.listsClicked) },
  ];
}

// A share in % that a person types; out of it: the nearest that has a meaning.
function shareOf(text: string | undefined, usual: number): number {
  const value = Number(text ?? usual);
  return Math.max(0, Math.min(100, Number.isFinite(value) ? value : usual)) / 100;
}

function Measurements({ shop, place }: { shop: string; place: string }): ReactElement {
  const measured = useLoad(`measured ${shop}`, () => readMeasured(shop));
  const rowOf = (each: Measured): IntervalRow => ({
    label: `${each.experiment} (${each.scenario}, ${each.currency})`, range: each, estimate: each.estimate,
    text: said("measuredRow", { low: amount(each.low, each.currency), high: amount(each.high, each.currency) }),
  });
  return (
    <Card title={said("measuredTitle")}>
      <Shown of={measured}>{(read) => {
        const shown = read.filter((each) => place === "" || place === `s:${each.scenario}`);
        if (shown.length === 0) {
          return <Empty title={said("measuredNone")}><p>{said("measuredNoneHint")}</p><a className="button" href={hashOf(["shop", shop, "experiments"])}>{t("experiments")}</a></Empty>;
        }
        return (
          <div className="stack">
            <IntervalChart title={said("aMonth")} rows={shown.map(rowOf)} tick={(value) => number(value)} />
            <p className="hint">{said("measuredHint")}</p>
          </div>
        );
      }}</Shown>
    </Card>
  );
}

interface Estimate {
  currency: string;
  monthly: Monthly | null;
  range: Range | null;
}

function estimatesOf(earned: Earned, place: string, anyway: Range): Estimate[] {
  return totalsOf(earned.whole, place).revenue.map(({ currency }) => {
    const monthly = monthlyFrom(earned.days.map((report) => {
      const totals = totalsOf(report, place);
      return { lists: totals.listsShown, amount: Number(amountIn(totals.revenue, currency)) };
    }));
    return { currency, monthly, range: monthly && cutDown(monthly, anyway) };
  });
}

function rowsOf({ currency, monthly, range }: Estimate): IntervalRow[] {
  if (monthly === null || range === null) return [{ label: currency, range: null, estimate: null, text: said("tooFewDays") }];
  const between = (of: Range): string => said("between", { low: amount(of.low, currency), high: amount(of.high, currency) });
  return [
    { label: said("attributedOf", { currency }), range: monthly, estimate: monthly.mean, text: between(monthly) },
    { label: said("estimateOf", { currency }), range, estimate: null, text: between(range) },
  ];
}

function downloadEstimates(shop: string, earned: Earned, place: string, anyway: Range, estimates: readonly Estimate[]): void {
  const head = ["placement", "from", "to", "days", "currency", "attributed_a_month", "attributed_low", "attributed_high", "anyway_low", "anyway_high", "estimate_low", "estimate_high"];
  const fixed = (value: number | undefined): string => value?.toFixed(2) ?? "";
  const rows = estimates.map(({ currency, monthly, range }) => [
    place.slice(2), earned.span.from.toISOString(), earned.span.to.toISOString(), monthly?.days ?? 0, currency, fixed(monthly?.mean),
    fixed(monthly?.low), fixed(monthly?.high), anyway.low, anyway.high, fixed(range?.low), fixed(range?.high),
  ]);
  download(`suggestd-${shop.replace(/[^\w-]/g, "_")}-earnings.csv`, csvOf([head, ...rows]));
}

function Estimates({ shop, earned, place }: { shop: string; earned: Earned; place: string }): ReactElement {
  const [query, change] = useQuery();
  const shares = [shareOf(query["least"], kAnywayLow), shareOf(query["most"], kAnywayHigh)];
  const anyway = { low: Math.min(...shares), high: Math.max(...shares) };
  const estimates = estimatesOf(earned, place, anyway);
  return (
    <Card title={said("estimateTitle")} tools={
      <Button disabled={estimates.length === 0} onClick={() => downloadEstimates(shop, earned, place, anyway, estimates)}>{t("csv")}</Button>
    }>
      <p>{said("estimateLead")}</p>
      <div className="fields">
        <TextField type="number" label={said("anywayLeast")} value={query["least"] ?? String(kAnywayLow)} onChange={(least) => change({ least })} />
        <TextField type="number" label={said("anywayMost")} value={query["most"] ?? String(kAnywayHigh)} onChange={(most) => change({ most })} />
      </div>
      {estimates.length === 0 ? <p className="hint">{said("noRevenue")}</p>
        : <IntervalChart title={said("aMonth")} rows={estimates.flatMap(rowsOf)} tick={(value) => number(value)} />}
      <h3>{said("assumptions")}</h3>
      <ul className="plain-list">
        <li>{said("assumesBound")}</li>
        <li>{said("assumesAnyway", { low: percent(anyway.low, 0), high: percent(anyway.high, 0) })}</li>
        <li>{said("assumesDays", { from: date(earned.span.from), to: date(new Date(earned.span.to.getTime() - 1)) })}</li>
        <li>{said("assumesMonth")}</li>
      </ul>
    </Card>
  );
}

export function Earnings({ shop }: { shop: string }): ReactElement {
  const [query, change] = useQuery();
  const days = periods.find((each) => each === query["days"]) ?? "28";
  const place = query["place"] ?? "";
  const earned = useLoad(`earned ${shop} ${days}`, () => readEarned(shop, Number(days)));
  const known = (earned.data ? placementsOf(earned.data.whole) : []).map((each) => ({ value: placementId(each), text: placementName(each) }));
  const choices = [{ value: "", text: t("allPlacements") }, ...known];
  if (place !== "" && !known.some((choice) => choice.value === place)) choices.push({ value: place, text: place.slice(2) });
  return (
    <Page title={t("earnings")} lead={said("lead")} tools={
      <>
        <SelectField label={t("period")} value={days} onChange={(next) => change({ days: next })} choices={periods.map((each) => ({ value: each, text: t("days", { count: Number(each) }) }))} />
        <SelectField label={t("placement")} value={place} onChange={(next) => change({ place: next })} choices={choices} />
      </>
    }>
      <Shown of={earned}>{(read) => (
        <div className="stack">
          <Card>
            <Funnel title={said("funnelOf", { place: choices.find((choice) => choice.value === place)?.text ?? "" })} steps={stepsOf(totalsOf(read.whole, place))} />
            <p className="hint">{t("noProof")}</p>
          </Card>
          <Measurements shop={shop} place={place} />
          <Estimates shop={shop} earned={read} place={place} />
        </div>
      )}</Shown>
    </Page>
  );
}
