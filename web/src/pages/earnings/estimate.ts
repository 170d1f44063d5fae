// The revenue of a month that comes from recommendations, as a range. There are two ways, and the page says which one
// speaks: measured against visitors who saw nothing, or counted by attribution and cut down by an assumption.
import type { ExperimentReport } from "../../api/experiment_types";
import type { Range } from "../../text/intervals";

export const kDaysOfMonth = 365.25 / 12;
const kNormal = 1.959964; // 97.5 % of a normal distribution lie below
const kFewestDays = 7; // a week, so that each weekday is in it

// 97.5 % quantile of Student's distribution: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5, three
// terms. From 6 degrees of freedom on it is right to two digits.
export function studentQuantile(freedom: number): number {
  const z = kNormal;
  const terms = [(z ** 3 + z) / 4, (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96, (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384];
  return terms.reduce((sum, term, index) => sum + term / freedom ** (index + 1), z);
}

export interface Monthly extends Range {
  mean: number;
  days: number;
}

// A month's sum from sums of days, with an interval that holds the mean in 95 of 100 cases as far as days are alike. Days
// before the first one with a list say nothing; fewer than a week give null. Weekdays differ, which makes it wider.
export function monthlyFrom(days: readonly { lists: number; amount: number }[]): Monthly | null {
  const begin = days.findIndex((day) => day.lists > 0);
  const amounts = begin < 0 ? [] : days.slice(begin).map((day) => day.amount);
  const count = amounts.length;
  if (count < kFewestDays) return null;
  const mean = amounts.reduce((sum, amount) => sum + amount, 0) / count;
  const variance = amounts.reduce((sum, amount) => sum + (amount - mean) ** 2, 0) / (count - 1);
  const half = studentQuantile(count - 1) * Math.sqrt(variance / count);
  return { mean: mean * kDaysOfMonth, low: Math.max(0, mean - half) * kDaysOfMonth, high: (mean + half) * kDaysOfMonth, days: count };
}

// The part of attributed revenue that would not have come anyway. `anyway`: shares between 0 and 1.
export function cutDown(monthly: Monthly, anyway: Range): Range {
  return { low: monthly.low * (1 - anyway.high), high: monthly.high * (1 - anyway.low) };
}

export interface Measured extends Range {
  experiment: string;
  scenario: string;
  currency: string;
  estimate: number;
}

// The worth of a place by an experiment with a variant that shows nothing. `empty`: the names of such variants. Null where
// nothing can be said yet. The interval is of the difference as a part of the control's mean, which is taken as known;
// `now` ends a run that still goes on.
export function measuredBy(report: ExperimentReport, empty: ReadonlySet<string>, now: Date): Measured | null {
  const [control, ...others] = report.variants;
  const currency = report.run.currency;
  if (control === undefined || currency === null) return null;
  const controlIsEmpty = empty.has(control.name);
  const other = others.find((variant) => variant.share > 0 && empty.has(variant.name) !== controlIsEmpty);
  const found = other?.against_control?.revenue_per_visitor;
  const mean = control.settled.revenue_per_visitor;
  if (!found || found.interval === null || found.estimate === null || mean === null) return null;
  const days = (new Date(report.run.stopped_at ?? now).getTime() - new Date(report.run.started_at).getTime()) / 86_400_000;
  if (days < kFewestDays) return null;
  const visitors = report.variants.reduce((sum, variant) => sum + variant.visitors, 0);
  const scale = (visitors / days) * kDaysOfMonth * mean * (controlIsEmpty ? 1 : -1);
  const ends = [found.interval.low * scale, found.interval.high * scale];
  return { experiment: report.name, scenario: report.scenario, currency, estimate: found.estimate * scale, low: Math.min(...ends), high: Math.max(...ends) };
}
