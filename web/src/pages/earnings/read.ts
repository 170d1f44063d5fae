// The reports that the page of earnings is made of.
import { get, pathOf } from "../../api/client";
import type { ExperimentReport, Experiments } from "../../api/experiment_types";
import { mapAtOnce } from "../../api/pool";
import type { Report } from "../../api/types";
import { daysOf } from "../overview/period";
import type { Span } from "../overview/period";
import { readReport } from "../overview/totals";
import { measuredBy } from "./estimate";
import type { Measured } from "./estimate";

export interface Earned {
  whole: Report;
  span: Span;
  days: Report[]; // one for each day of the span
}

// `days` whole days that end where no list can lead to an order any more: the report of a day grows for as long as its
// lists are remembered.
export async function readEarned(shop: string, days: number): Promise<Earned> {
  const today = daysOf(1)[0] as Span;
  const { window_hours: hours } = await readReport(shop, today);
  const open = Math.ceil(hours / 24) + 1;
  const each = daysOf(days + open).slice(0, days);
  const span = { from: (each[0] as Span).from, to: (each[each.length - 1] as Span).to };
  const [whole, reports] = await Promise.all([readReport(shop, span), mapAtOnce(each, (day) => readReport(shop, day))]);
  return { whole, span, days: reports };
}

// The findings of all experiments that have run with a variant that shows nothing.
export async function readMeasured(shop: string): Promise<Measured[]> {
  const { experiments } = await get<Experiments>("/v1/experiments", { shop });
  const telling = experiments.filter(({ run, experiment }) => run !== null && experiment.variants.some((variant) => variant.empty));
  const found = await mapAtOnce(telling, async ({ name, experiment }) => {
    const report = await get<ExperimentReport>(`${pathOf("experiments", name)}/report`, { shop });
    const empty = new Set(experiment.variants.filter((variant) => variant.empty).map((variant) => variant.name));
    return measuredBy(report, empty, new Date());
  });
  return found.filter((each): each is Measured => each !== null);
}
