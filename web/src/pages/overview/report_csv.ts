// The days and placements of the period as a table for a spreadsheet: a line for each day, placement and currency, so
// that no sum goes over currencies.
import type { PlacementReport } from "../../api/types";
import { csvOf, download } from "../../parts/download";
import type { Figures } from "./overview";
import { placementsOf } from "./totals";

const head = ["day", "scenario", "list", "lists_shown", "lists_clicked", "orders", "order_lines", "currency", "revenue"];

function isoDay(day: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

// The counts stand in the placement's first line of a day alone: sums of a column are right then.
function linesOf(day: Date, placement: PlacementReport): (string | number)[][] {
  const place = [isoDay(day), placement.scenario ?? "", placement.list ?? ""];
  const counts = [placement.lists_shown, placement.lists_clicked, placement.orders, placement.order_lines];
  const [first, ...others] = placement.revenue;
  return [
    [...place, ...counts, first?.currency ?? "", first?.amount ?? ""],
    ...others.map((each) => [...place, 0, 0, 0, 0, each.currency, each.amount]),
  ];
}

export function downloadReport(shop: string, figures: Figures): void {
  const lines = figures.days.flatMap(({ day, report }) => placementsOf(report).flatMap((placement) => linesOf(day, placement)));
  download(`suggestd-${shop.replace(/[^\w-]/g, "_")}.csv`, csvOf([head, ...lines]));
}
