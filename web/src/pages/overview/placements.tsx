import type { ReactElement } from "react";
import type { PlacementReport, Report } from "../../api/types";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { money, number, percent } from "../../text/format";
import { t } from "../../text/text";
import { placementId, placementName, placementsOf, revenueOf } from "./totals";

export function Placements({ report, onChoose }: { report: Report; onChoose: (placement: string) => void }): ReactElement {
  const share = (value: number | null): string => (value === null ? "–" : percent(value, 2));
  const columns: Column<PlacementReport>[] = [
    { title: t("placement"), cell: (row) => <button type="button" className="link" onClick={() => onChoose(placementId(row))}><bdi>{placementName(row)}</bdi></button> },
    { title: t("listsShown"), numeric: true, cell: (row) => number(row.lists_shown) },
    { title: t("listsClicked"), numeric: true, cell: (row) => number(row.lists_clicked) },
    { title: t("clickRate"), numeric: true, cell: (row) => share(row.ctr) },
    { title: t("orders"), numeric: true, cell: (row) => number(row.orders) },
    { title: t("conversion"), numeric: true, cell: (row) => share(row.conversion) },
    { title: t("revenue"), numeric: true, cell: (row) => row.revenue.length === 0 ? "–" : revenueOf(row).map((each) => <div key={each.currency}>{money(each)}</div>) },
  ];
  return <Table caption={t("perPlacement")} columns={columns} rows={placementsOf(report)} keyOf={placementId} />;
}
