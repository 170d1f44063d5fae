// Sums of placements. Rates are made of the sums, not of the placements' rates.
import { get } from "../../api/client";
import type { Money, PlacementReport, Report } from "../../api/types";
import { addMoney } from "../../text/amounts";
import { t } from "../../text/text";
import { listName } from "../../text/list_names";
import type { Span } from "./period";

export interface Totals {
  listsShown: number;
  listsClicked: number;
  orders: number;
  revenue: Money[];
}

export function clickRate(totals: Totals): number | null {
  return totals.listsShown === 0 ? null : totals.listsClicked / totals.listsShown;
}

export function conversion(totals: Totals): number | null {
  return totals.listsShown === 0 ? null : totals.orders / totals.listsShown;
}

// Placements are told apart by their scenario, or by the kind of a list that was asked for without one.
export function placementId(placement: PlacementReport): string {
  return placement.scenario !== null ? `s:${placement.scenario}` : `l:${placement.list ?? ""}`;
}

export function placementName(placement: PlacementReport): string {
  return placement.scenario ?? t("withoutScenario", { list: listName(placement.list ?? "") });
}

export function placementsOf(report: Report): PlacementReport[] {
  return [...report.scenarios, ...report.lists];
}

// In the shop's currency as far as there are rates, if it has one.
export function revenueOf({ revenue, revenue_converted: converted }: PlacementReport): Money[] {
  return converted && revenue.length > 0 ? [converted, ...converted.without_rate] : revenue;
}

export function totalsOf(report: Report, only: string): Totals {
  const chosen = placementsOf(report).filter((placement) => only === "" || placementId(placement) === only);
  const sum = (of: (placement: PlacementReport) => number): number => chosen.reduce((total, each) => total + of(each), 0);
  return {
    listsShown: sum((placement) => placement.lists_shown),
    listsClicked: sum((placement) => placement.lists_clicked),
    orders: sum((placement) => placement.orders),
    revenue: addMoney(chosen.flatMap(revenueOf)),
  };
}

export async function readReport(shop: string, { from, to }: Span): Promise<Report> {
  return get<Report>("/v1/report", { shop, query: { from: from.toISOString(), to: to.toISOString() } });
}
