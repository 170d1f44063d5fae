// The server as it is now: its shops, its health, and what waits for a hand.
import type { ReactElement, ReactNode } from "react";
import { get, getText } from "../../api/client";
import { parseMetrics, sumOf } from "../../api/metrics";
import type { Sample } from "../../api/metrics";
import type { LastReload, Readiness, ServerStatus, ShopStatus } from "../../api/types";
import { useEvery, useLoad } from "../../load";
import { Shown } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { hashOf } from "../../route";
import { ago, bytes, number, percent } from "../../text/format";
import { t } from "../../text/text";
import { Alarms } from "./alarms";
import { Consumers } from "./consumers";
import { JobList } from "./jobs";
import { OtherServers } from "./other_servers";
import { Followers, LeftOut, Notables, SetAside } from "./troubles";

const kEveryMilliseconds = 5_000;

interface Now {
  status: ServerStatus;
  readiness: Readiness;
  samples: Sample[];
}

async function readNow(): Promise<Now> {
  const [status, readiness, metrics] = await Promise.all([
    get<ServerStatus>("/v1/status"), get<Readiness>("/readyz?verbose"), getText("/metrics"),
  ]);
  return { status, readiness, samples: parseMetrics(metrics) };
}

// Answers that say to come again: too busy, or the disk is full. The server does not count them as its failures either.
const later = ["503", "507"];

// Requests whose answer had a code that begins so.
function requests(samples: readonly Sample[], code: string): number {
  return samples.filter((sample) => sample.name === "suggestd_http_request_duration_seconds_count" && (sample.labels["code"] ?? "").startsWith(code))
    .reduce((sum, sample) => sum + sample.value, 0);
}

function listsServed(samples: readonly Sample[]): string {
  const of = (result: string): number => sumOf(samples, "suggestd_lists_total", { result }) ?? 0;
  return t("listsServedValue", { all: of("personal") + of("fallback") + of("empty"), personal: of("personal"), fallback: of("fallback"), empty: of("empty") });
}

function reload(last: LastReload | undefined): ReactNode {
  if (!last) return "–";
  if (!last.good) return <span className="error">{t("reloadFailed", { when: ago(last.at), detail: last.error ?? "" })}</span>;
  return last.need_restart.length === 0 ? ago(last.at) : t("reloadWaits", { when: ago(last.at), keys: last.need_restart.join(", ") });
}

function ServerCard({ now }: { now: Now }): ReactElement {
  const { samples, status } = now;
  const started = sumOf(samples, "process_start_time_seconds");
  const free = sumOf(samples, "suggestd_disk_free_bytes");
  const facts: [string, ReactNode][] = [
    [t("programVersion"), status.version],
    [t("upSince"), started === null ? "–" : ago(new Date(started * 1_000))],
    [t("memory"), bytes(sumOf(samples, "process_resident_memory_bytes") ?? 0)],
    [t("diskFree"), free === null ? "–" : bytes(free)],
    [t("connections"), number(sumOf(samples, "suggestd_http_connections") ?? 0)],
    [t("requests"), number(requests(samples, ""))],
    [t("refusedRequests"), number(requests(samples, "4"))],
    [t("laterRequests"), number(later.reduce((sum, code) => sum + requests(samples, code), 0))],
    [t("failedRequests"), number(later.reduce((rest, code) => rest - requests(samples, code), requests(samples, "5")))],
    [t("listsServed"), listsServed(samples)],
    [t("staleAnswers"), number(sumOf(samples, "suggestd_stale_answers_total") ?? 0)],
    [t("damage"), status.store.damage ?? t("noDamage")],
    [t("lastReload"), reload(status.last_reload)],
  ];
  return (
    <Card title={t("serverNow")}>
      {status.store.disk_full && <p className="error" role="alert">{t("diskFull")}</p>}
      <dl className="facts">{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
    </Card>
  );
}

function shopColumns(samples: readonly Sample[]): Column<ShopStatus>[] {
  return [
    { title: t("shop"), cell: (shop) => <a href={hashOf(["shop", shop.name, "overview"])}><bdi>{shop.name}</bdi></a> },
    { title: t("state"), cell: (shop) => <span className={shop.ready ? "chip good" : "chip bad"}>{shop.ready ? t("ready") : t("notReady")}</span> },
    { title: t("phase"), cell: (shop) => shop.learner.failure ? <span className="error">{shop.learner.failure}</span> : shop.learner.phase === "live" ? t("phaseLive") : shop.learner.phase },
    { title: t("headSequence"), numeric: true, cell: (shop) => shop.head },
    { title: t("lagShort"), numeric: true, cell: (shop) => number(shop.lag_records) },
    { title: t("lastOrder"), cell: (shop) => {
      const seconds = sumOf(samples, "suggestd_last_order_timestamp_seconds", { shop: shop.name });
      return seconds ? ago(new Date(seconds * 1_000)) : t("noOrderYet");
    } },
    { title: t("hitRate"), numeric: true, cell: (shop) => (shop.learner.live.orders === 0 ? "–" : percent(shop.learner.live.hit_rate)) },
    { title: t("setAside"), numeric: true, cell: (shop) => number(shop.learner.set_aside.records) },
    { title: t("leftOut"), numeric: true, cell: (shop) => number(shop.scenario_faults.length) },
  ];
}

type Check = NonNullable<Readiness["checks"]>[number];

function ReadinessCard({ readiness }: { readiness: Readiness }): ReactElement {
  const columns: Column<Check>[] = [
    { title: t("check"), cell: (check) => <bdi>{check.name}</bdi> },
    { title: t("state"), cell: (check) => <span className={check.good ? "chip good" : "chip bad"}>{check.good ? t("goodCheck") : t("badCheck")}</span> },
    { title: t("details"), cell: (check) => <span className="words">{check.detail}</span> },
  ];
  return <Card title={t("readiness")}><Table caption={t("readiness")} columns={columns} rows={readiness.checks ?? []} keyOf={(check) => check.name} /></Card>;
}

export function Monitoring(): ReactElement {
  const now = useLoad("monitoring", readNow);
  useEvery(kEveryMilliseconds, now.reload);
  return (
    <Page title={t("monitoring")} lead={t("monitoringLead")}>
      <Shown of={now}>{(read) => (
        <>
          <Card title={t("allShops")}>
            <Table caption={t("allShops")} columns={shopColumns(read.samples)} rows={read.status.shops} keyOf={(shop) => shop.name} />
          </Card>
          <Alarms alarms={read.status.alarms} />
          <JobList shops={read.status.shops.map((shop) => shop.name)} />
          <ServerCard now={read} />
          <OtherServers servers={read.status.servers ?? []} />
          <ReadinessCard readiness={read.readiness} />
          <Consumers shops={read.status.shops.map((shop) => shop.name)} />
          <SetAside shops={read.status.shops} />
          <LeftOut shops={read.status.shops} />
          <Followers shops={read.status.shops} />
          <Notables shops={read.status.shops} />
        </>
      )}</Shown>
    </Page>
  );
}
