// All that waits for a hand: records and parts of scenarios that shops could not use as they stand, followers of a log
// that have stopped or fallen behind, and whatever else the learner tells.
import type { ReactElement } from "react";
import type { Follower, ScenarioPart, ShopStatus } from "../../api/types";
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

const kRecordsBehind = 1_000; // fewer are caught up with in a moment

type FollowerRow = Follower & { shop: string; behind: number };

function followersOf({ name, head, followers }: ShopStatus): FollowerRow[] {
  const sequence = Number(head.split(":")[1] ?? 0);
  return followers.map((follower) => ({ ...follower, shop: name, behind: Math.max(0, sequence - follower.applied) }))
    .filter(({ failure, passed_over, behind }) => failure !== null || passed_over > 0 || behind > kRecordsBehind);
}

export function Followers({ shops }: { shops: readonly ShopStatus[] }): ReactElement {
  const rows = shops.flatMap(followersOf);
  const columns: Column<FollowerRow>[] = [
    { title: t("shop"), cell: (row) => <bdi>{row.shop}</bdi> },
    { title: t("follower"), cell: (row) => <bdi>{row.name}</bdi> },
    { title: t("lagRecords"), numeric: true, cell: (row) => number(row.behind) },
    { title: t("passedOver"), numeric: true, cell: (row) => number(row.passed_over) },
    { title: t("state"), cell: (row) => (row.failure === null ? t("goodCheck") : <span className="error">{t("followerStopped", { detail: row.failure })}</span>) },
  ];
  return (
    <Card title={t("followers")}>
      {rows.length === 0 ? <p className="hint">{t("followersKeepUp")}</p>
        : <Table caption={t("followers")} columns={columns} rows={rows} keyOf={(row) => `${row.shop}\n${row.name}`} />}
    </Card>
  );
}

interface Notable {
  shop: string;
  what: string;
  details: string;
}

function notablesOf({ name, learner }: ShopStatus): Notable[] {
  const { catalogue, unlikely_events: unlikely, begun_anew: anew, clock_ahead_seconds: ahead, properties_without_column: nameless } = learner;
  const found: [number, string, string][] = [
    [catalogue.unknown_products, t("faultUnknown", { count: catalogue.unknown_products }),
      catalogue.whole || catalogue.required ? t("unknownLeftOut") : t("unknownShown")],
    [unlikely.events, t("unlikelyEvents", { count: unlikely.events }),
      `${unlikely.left_out ? t("unlikelyLeftOut") : t("unlikelyCounted")} ${unlikely.latest_people.join(", ")}`],
    [anew, t("begunAnew", { count: anew }), t("begunAnewHint")],
    [ahead, t("clockAhead", { seconds: ahead }), t("clockAheadHint")],
    [nameless.names, t("withoutColumn", { count: nameless.names }), nameless.first.join(", ")],
  ];
  return found.filter(([count]) => count > 0).map(([, what, details]) => ({ shop: name, what, details }));
}

export function Notables({ shops }: { shops: readonly ShopStatus[] }): ReactElement {
  const rows = shops.flatMap(notablesOf);
  const columns: Column<Notable>[] = [
    { title: t("shop"), cell: (row) => <bdi>{row.shop}</bdi> },
    { title: t("reason"), cell: (row) => row.what },
    { title: t("details"), cell: (row) => <span className="words">{row.details}</span> },
  ];
  return (
    <Card title={t("notables")}>
      {rows.length === 0 ? <p className="hint">{t("nothingNotable")}</p>
        : <Table caption={t("notables")} columns={columns} rows={rows} keyOf={(row) => `${row.shop}\n${row.what}`} />}
    </Card>
  );
}
