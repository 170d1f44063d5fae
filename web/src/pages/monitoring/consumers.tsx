import type { ReactElement } from "react";
import { get } from "../../api/client";
import { mapAtOnce } from "../../api/pool";
import type { Consumer } from "../../api/types";
import { useLoad } from "../../load";
import { Empty, Shown } from "../../parts/notice";
import { Card } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { number } from "../../text/format";
import { t } from "../../text/text";

interface OfShop extends Consumer {
  shop: string;
}

async function readConsumers(shops: readonly string[]): Promise<OfShop[]> {
  const each = await mapAtOnce(shops, async (shop) => {
    const { consumers } = await get<{ consumers: Consumer[] }>("/v1/changes/consumers", { shop });
    return consumers.map((consumer) => ({ ...consumer, shop }));
  });
  return each.flat();
}

export function Consumers({ shops }: { shops: readonly string[] }): ReactElement {
  const consumers = useLoad(`consumers ${shops.join("\n")}`, () => readConsumers(shops));
  const columns: Column<OfShop>[] = [
    { title: t("shop"), cell: (row) => <bdi>{row.shop}</bdi> },
    { title: t("consumer"), cell: (row) => <bdi>{row.name}</bdi> },
    { title: t("lagRecords"), numeric: true, cell: (row) => number(row.lag_records) },
    { title: t("lagSeconds"), numeric: true, cell: (row) => number(row.lag_seconds) },
    { title: t("state"), cell: (row) => (row.cut_off ? <span className="error">{t("cutOff")}</span> : t("goodCheck")) },
  ];
  return (
    <Card title={t("consumers")}>
      <Shown of={consumers}>{(read) => read.length === 0
        ? <Empty title={t("noConsumers")}><p>{t("noConsumersHint")}</p></Empty>
        : <Table caption={t("consumers")} columns={columns} rows={read} keyOf={(row) => `${row.shop}\n${row.name}`} />
      }</Shown>
    </Card>
  );
}
