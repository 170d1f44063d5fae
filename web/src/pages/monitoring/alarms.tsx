// The alarms that the server's own watch has raised.
import type { ReactElement } from "react";
import type { WatchAlarm } from "../../api/types";
import { Card } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { ago } from "../../text/format";
import { t } from "../../text/text";

export function Alarms({ alarms }: { alarms: readonly WatchAlarm[] }): ReactElement {
  const columns: Column<WatchAlarm>[] = [
    { title: t("alarm"), cell: (alarm) => <code>{alarm.condition}</code> },
    { title: t("severity"), cell: (alarm) => alarm.severity === "critical" ? <span className="chip bad">{t("critical")}</span> : <span className="chip">{t("warning")}</span> },
    { title: t("shop"), cell: (alarm) => <bdi>{alarm.shop ?? t("wholeServer")}</bdi> },
    { title: t("since"), cell: (alarm) => ago(alarm.since) },
    { title: t("details"), cell: (alarm) => <span className="words">{alarm.words}</span> },
  ];
  return (
    <Card title={t("alarms")}>
      {alarms.length === 0 ? <p className="hint">{t("noAlarms")}</p>
        : <Table caption={t("alarms")} columns={columns} rows={alarms} keyOf={({ condition, shop, part }) => JSON.stringify([condition, shop, part])} />}
    </Card>
  );
}
