// The estimate of what recommendations earn: its interval holds the truth as often as it says, and each way is right in
// cases that can be worked out by hand.
import assert from "node:assert/strict";
import { cutDown, kDaysOfMonth, measuredBy, monthlyFrom, studentQuantile } from "../../web/src/pages/earnings/estimate";
import { numbers } from "../../web/src/pages/demo/generator";

// Tables of Student's distribution, 97.5 %.
for (const [freedom, quantile] of [[6, 2.447], [13, 2.16], [27, 2.052], [89, 1.987]] as const) {
  assert.ok(Math.abs(studentQuantile(freedom) - quantile) < 0.006, `${freedom}: ${studentQuantile(freedom)}`);
}

// Days alike have no spread; days before the first list count for nothing.
const same = monthlyFrom([...Array(3).fill({ lists: 0, amount: 0 }), ...Array(8).fill({ lists: 5, amount: 10 })]);
assert.equal(same?.days, 8);
assert.ok(Math.abs(same.mean - 10 * kDaysOfMonth) < 1e-9 && same.low === same.mean && same.high === same.mean);
assert.equal(monthlyFrom(Array(6).fill({ lists: 1, amount: 1 })), null);
assert.equal(monthlyFrom([]), null);

// At least 91 of 100 intervals hold the mean of 2000 shops whose days are lognormal: skewed days cost a little of 95.
const random = numbers(7);
const normal = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
const truth = Math.exp(0.5 * 0.6 ** 2) * kDaysOfMonth;
let held = 0;
for (let shop = 0; shop < 2_000; ++shop) {
  const found = monthlyFrom(Array.from({ length: 28 }, () => ({ lists: 1, amount: Math.exp(0.6 * normal()) })));
  if (found && found.low <= truth && truth <= found.high) ++held;
}
assert.ok(held > 1_820 && held < 1_970, String(held));

// The assumption cuts the low end by the high share.
assert.deepEqual(cutDown({ mean: 100, low: 80, high: 120, days: 28 }, { low: 0.5, high: 0.9 }), { low: 80 * (1 - 0.9), high: 60 });

const interval = { finding: "less", estimate: -0.1, interval: { low: -0.15, high: -0.05 } };
const variant = (name: string, found: unknown): object => ({
  name, share: 0.5, visitors: 500, settled: { visitors: 500, buyers: 50, revenue_per_visitor: 2, conversion: 0.1 },
  against_control: found === null ? null : { revenue_per_visitor: found, conversion: found },
});
const report = (first: string, second: string, changes: object = {}): never => ({
  name: "worth", scenario: "home", metric: "revenue_per_visitor",
  run: { started_at: "2026-11-01T00:00:00Z", stopped_at: "2026-11-11T00:00:00Z", currency: "EUR", promoted: null, stopped_variants: [] },
  variants: [variant(first, null), variant(second, interval)], ...changes,
}) as never;
const nothing = new Set(["nothing"]);
const now = new Date("2026-12-01T00:00:00Z");

// 1000 visitors in 10 days at 2 EUR: a month's revenue is 200 EUR a day; showing nothing loses 5 to 15 % of it.
const loses = measuredBy(report("control", "nothing"), nothing, now);
assert.ok(loses && Math.abs(loses.low - 10 * kDaysOfMonth) < 1e-9 && Math.abs(loses.high - 30 * kDaysOfMonth) < 1e-9);
assert.ok(Math.abs(loses.estimate - 20 * kDaysOfMonth) < 1e-9);
// Against a control that shows nothing the same interval says that the lists do harm.
const harms = measuredBy(report("nothing", "shown"), nothing, now);
assert.ok(harms && Math.abs(harms.low + 30 * kDaysOfMonth) < 1e-9 && Math.abs(harms.high + 10 * kDaysOfMonth) < 1e-9);
// No variant without lists, a run of less than a week, no currency: nothing is said.
assert.equal(measuredBy(report("control", "other"), nothing, now), null);
assert.equal(measuredBy(report("control", "nothing", { run: { started_at: "2026-11-30T00:00:00Z", stopped_at: null, currency: "EUR" } }), nothing, now), null);
assert.equal(measuredBy(report("control", "nothing", { run: { started_at: "2026-11-01T00:00:00Z", stopped_at: null, currency: null } }), nothing, now), null);
