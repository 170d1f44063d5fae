// Other servers, as this one saw them last. Not shown where the configuration names none.
import type { ReactElement, ReactNode } from "react";
import type { OtherServer, ServerReport } from "../../api/types";
import { Card } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { ago, number, percent } from "../../text/format";
import { t } from "../../text/text";

function state({ failure, report }: OtherServer): ReactElement {
  if (failure !== null) return <span className="error">{failure}</span>;
  if (report === null) return <span className="chip">{t("notAsked")}</span>;
  const good = report.takes_writes && report.shops_not_ready === 0;
  return <span className={good ? "chip good" : "chip bad"}>{good ? t("ready") : report.takes_writes ? t("notReady") : t("refusesWrites")}</span>;
}

function requestsASecond({ load }: ServerReport): string {
  return load.seconds === 0 ? "–" : number(Math.round((10 * load.answers) / load.seconds) / 10);
}

function failedShare({ load }: ServerReport): string {
  return load.answers === 0 ? "–" : percent(load.failures / load.answers);
}

export function OtherServers({ servers }: { servers: readonly OtherServer[] }): ReactElement | null {
  const of = (read: (report: ServerReport) => ReactNode) => ({ report }: OtherServer): ReactNode => report === null ? "–" : read(report);
  const columns: Column<OtherServer>[] = [
    { title: t("server"), cell: (server) => <bdi title={server.url}>{server.name}</bdi> },
    { title: t("state"), cell: state },
    { title: t("programVersion"), cell: of((report) => <bdi>{report.version}</bdi>) },
    { title: t("reachedAt"), cell: (server) => server.reached_at === null ? "–" : ago(server.reached_at) },
    { title: t("alarms"), numeric: true, cell: of((report) => number(report.alarms)) },
    { title: t("lagShort"), numeric: true, cell: of((report) => number(report.lag_records)) },
    { title: t("requestsASecond"), numeric: true, cell: of(requestsASecond) },
    { title: t("failedShare"), numeric: true, cell: of(failedShare) },
  ];
  if (servers.length === 0) return null;
  return <Card title={t("otherServers")}><Table caption={t("otherServers")} columns={columns} rows={servers} keyOf={({ name }) => name} /></Card>;
}
