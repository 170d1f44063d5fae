// Records and parts of scenarios that the shops could not use as they stand.
import type { ReactElement } from "react";
import type { ScenarioPart, ShopStatus } from "../../api/types";
import { Card } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { hashOf } from "../../route";
import { number } from "../../text/format";
import { t } from "../../text/text";

type Aside = ShopStatus["learner"]["set_aside"]["latest"][number] & { shop: string };

export function SetAside({ shops }: { shops: readonly ShopStatus[] }): ReactElement {
  const rows = shops.flatMap((shop) => shop.learner.set_aside.latest.map((record): Aside => ({ ...record, shop: shop.name })));
  const columns: Column<Aside>[] = [
    { title: t("shop"), cell: (row) => <bdi>{row.shop}</bdi> },
    { title: t("sequence"), numeric: true, cell: (row) => number(row.sequence) },
    { title: t("state"), cell: (row) => (row.passed_over ? t("passedOver") : t("usedInPart")) },
    { title: t("reason"), cell: (row) => <span className="words">{row.reason}</span> },
  ];
  return (
    <Card title={t("setAsideLatest")}>
      {rows.length === 0 ? <p className="hint">{t("nothingSetAside")}</p>
        : <Table caption={t("setAsideLatest")} columns={columns} rows={rows} keyOf={(row) => `${row.shop}\n${row.sequence}`} />}
    </Card>
  );
}

type LeftOutRow = ScenarioPart & { shop: string };

export function LeftOut({ shops }: { shops: readonly ShopStatus[] }): ReactElement {
  const rows = shops.flatMap((shop) => shop.scenario_faults.map((part): LeftOutRow => ({ ...part, shop: shop.name })));
  const columns: Column<LeftOutRow>[] = [
    { title: t("shop"), cell: (row) => <bdi>{row.shop}</bdi> },
    { title: t("scenario"), cell: (row) => row.scenario ? <a href={hashOf(["shop", row.shop, "merchandising", row.scenario])}><bdi>{row.scenario}</bdi></a> : "–" },
    { title: t("part"), cell: (row) => <bdi>{row.rule ? `${row.rule}: ${row.part}` : row.part}</bdi> },
    { title: t("reason"), cell: (row) => <span className="words">{row.reason}</span> },
  ];
  return (
    <Card title={t("ruleParts")}>
      {rows.length === 0 ? <p className="hint">{t("nothingLeftOut")}</p>
        : <Table caption={t("ruleParts")} columns={columns} rows={rows} keyOf={(row) => JSON.stringify(row)} />}
    </Card>
  );
}
