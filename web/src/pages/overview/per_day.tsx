import type { ReactElement } from "react";
import { LineChart } from "../../charts/line_chart";
import type { Point } from "../../charts/line_chart";
import { SelectField } from "../../parts/field";
import { amountIn } from "../../text/amounts";
import { money, number, percent, shortDate } from "../../text/format";
import { t } from "../../text/text";
import type { Figures } from "./overview";
import { clickRate, conversion, totalsOf } from "./totals";
import type { Totals } from "./totals";

interface Measure {
  id: string;
  name: string;
  of: (totals: Totals) => number | null;
  text: (value: number) => string;
}

function measuresOf(currencies: string[]): Measure[] {
  const plain = (value: number): string => number(value, 1);
  const share = (value: number): string => percent(value, 2);
  return [
    ...currencies.map((currency) => ({
      id: `revenue-${currency}`, name: t("revenueIn", { currency }),
      of: (totals: Totals) => Number(amountIn(totals.revenue, currency)),
      text: (value: number) => money({ currency, amount: value.toFixed(2) }),
    })),
    { id: "orders", name: t("orders"), of: (totals) => totals.orders, text: plain },
    { id: "shown", name: t("listsShown"), of: (totals) => totals.listsShown, text: plain },
    { id: "ctr", name: t("clickRate"), of: clickRate, text: share },
    { id: "conversion", name: t("conversion"), of: conversion, text: share },
  ];
}

interface PerDayProps {
  figures: Figures;
  place: string;
  measure: string;
  onMeasure: (measure: string) => void;
}

export function PerDay({ figures, place, measure, onMeasure }: PerDayProps): ReactElement {
  const currencies = totalsOf(figures.now, place).revenue.map((each) => each.currency);
  const measures = measuresOf(currencies);
  const chosen = measures.find((each) => each.id === measure) ?? (measures[0] as Measure);
  const points = figures.days.map(({ day, report }): Point => {
    const value = chosen.of(totalsOf(report, place));
    return { label: shortDate(day), value, text: value === null ? t("unknownValue") : chosen.text(value) };
  });
  return (
    <>
      <div className="narrow"><SelectField label={t("measure")} value={chosen.id} onChange={onMeasure}
        choices={measures.map(({ id, name }) => ({ value: id, text: name }))} /></div>
      <LineChart key={chosen.id + points.length} title={t("perDay", { measure: chosen.name })} labelOfTime={t("day")} points={points} tick={chosen.text} />
    </>
  );
}
