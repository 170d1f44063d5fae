import { useState } from "react";
import type { ReactElement } from "react";
import { get } from "../../api/client";
import type { AuditEntry } from "../../api/types";
import { useDeed, useLoad } from "../../load";
import { Button } from "../../parts/button";
import { Empty, ProblemBox, Shown } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { ofWholeServer, useSigned } from "../../session";
import { moment } from "../../text/format";
import { t } from "../../text/text";

interface AuditPage {
  entries: AuditEntry[];
  next: string | null;
}

function columns(): Column<AuditEntry>[] {
  return [
    { title: t("when"), cell: (entry) => <time dateTime={entry.at}>{moment(entry.at)}</time> },
    { title: t("who"), cell: (entry) => <bdi>{entry.actor}</bdi> },
    { title: t("action"), cell: (entry) => <code>{entry.action}</code> },
    { title: t("target"), cell: (entry) => <bdi>{entry.target}</bdi> },
    { title: t("shop"), cell: (entry) => <bdi>{entry.shop ?? "–"}</bdi> },
    { title: t("result"), cell: (entry) => <span className={entry.status < 400 ? "chip good" : "chip bad"}>{String(entry.status)}</span> },
  ];
}

export function Audit({ shop: current }: { shop: string }): ReactElement {
  const { account } = useSigned();
  const shop = ofWholeServer(account) ? null : current;
  const read = (before?: string): Promise<AuditPage> => get<AuditPage>("/v1/audit", { shop, query: { limit: 100, before } });
  const first = useLoad(`audit ${shop ?? ""}`, () => read());
  const [more, setMore] = useState<AuditPage[]>([]);
  const deed = useDeed();
  const last = more[more.length - 1] ?? first.data;
  return (
    <Page title={t("audit")} lead={t("auditLead")}>
      <Card>
        <Shown of={first}>{(page) => page.entries.length === 0
          ? <Empty title={t("auditEmpty")}><p>{t("auditEmptyHint")}</p></Empty>
          : <Table caption={t("audit")} columns={columns()} rows={[page, ...more].flatMap((each) => each.entries)} keyOf={(entry) => entry.request_id + entry.at} />
        }</Shown>
        {deed.problem && <ProblemBox problem={deed.problem} />}
        {last?.next && <div className="row"><Button busy={deed.busy} onClick={() => deed.run(async () => {
          const next = await read(last.next ?? undefined);
          setMore((before) => [...before, next]);
        })}>{t("more")}</Button></div>}
      </Card>
    </Page>
  );
}
