// Whether the shop's lists are of today: the last order, what is still to be learned, and what needs a look.
import type { ReactElement, ReactNode } from "react";
import { get, getText } from "../../api/client";
import { parseMetrics, sumOf } from "../../api/metrics";
import { Problem } from "../../api/problem";
import type { ServerStatus, ShopStatus } from "../../api/types";
import { useEvery, useLoad } from "../../load";
import { Shown } from "../../parts/notice";
import { Card } from "../../parts/page";
import { ago, number, percent } from "../../text/format";
import { t } from "../../text/text";

const kEveryMilliseconds = 10_000;

interface Health {
  status: ShopStatus;
  lastOrder: Date | null;
}

async function readHealth(shop: string): Promise<Health> {
  const [status, metrics] = await Promise.all([get<ServerStatus>("/v1/status", { shop }), getText("/metrics")]);
  const own = status.shops.find((each) => each.name === shop);
  if (!own) throw new Problem(404, t("noSuchShop", { name: shop }));
  const seconds = sumOf(parseMetrics(metrics), "suggestd_last_order_timestamp_seconds", { shop });
  return { status: own, lastOrder: seconds ? new Date(seconds * 1_000) : null };
}

export function faultsOf({ learner, scenario_faults: rules }: ShopStatus): string[] {
  const faults: string[] = [];
  if (learner.failure) faults.push(t("faultLearner", { detail: learner.failure }));
  if (learner.set_aside.records > 0) faults.push(t("faultSetAside", { count: learner.set_aside.records }));
  if (rules.length > 0) faults.push(t("faultRules", { count: rules.length }));
  if (learner.catalogue.unknown_products > 0) faults.push(t("faultUnknown", { count: learner.catalogue.unknown_products }));
  return faults;
}

export function Freshness({ shop }: { shop: string }): ReactElement {
  const health = useLoad(`health ${shop}`, () => readHealth(shop));
  useEvery(kEveryMilliseconds, health.reload);
  return (
    <Card title={t("health")}>
      <Shown of={health}>{({ status, lastOrder }) => {
        const { learner } = status;
        const faults = faultsOf(status);
        const rows: [string, ReactNode][] = [
          [t("lastOrder"), lastOrder ? ago(lastOrder) : t("noOrderYet")],
          [t("lag"), t("records", { count: status.lag_records })],
          [t("learnTime"), t("milliseconds", { count: number(learner.learn_microseconds / 1_000, 2) })],
          [t("hitRate"), learner.live.orders === 0 ? t("hitRateNone")
            : t("hitRateValue", { share: percent(learner.live.hit_rate), count: Math.min(1_000, learner.live.orders) })],
          [t("knows"), t("knowsValue", { people: learner.users, products: learner.products, interactions: learner.interactions })],
          [t("faults"), faults.length === 0 ? t("faultsNone") : faults.map((fault) => <div key={fault}>{fault}</div>)],
        ];
        return <dl className="facts">{rows.map(([what, value]) => <div key={what}><dt>{what}</dt><dd>{value}</dd></div>)}</dl>;
      }}</Shown>
    </Card>
  );
}
