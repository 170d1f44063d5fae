// A plan in words and numbers, beside the one before it.
import type { ReactElement } from "react";
import type { CampaignPlan, LeftOut, ReachedCap } from "../../api/campaign_types";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { hashOf } from "../../route";
import { number, percent } from "../../text/format";
import { plain, t } from "../../text/text";
import type { PlainWord } from "../../text/text";

interface Row {
  title: string;
  of: (plan: CampaignPlan) => string;
}

const reasons: [keyof LeftOut, PlainWord][] = [
  ["unknown", "leftUnknown"], ["not_profiled", "leftNotProfiled"], ["suppressed", "leftSuppressed"], ["addressed_lately", "leftLately"],
];

function purchases(count: number): string {
  return number(count, count < 10 ? 1 : 0);
}

// A reason that is nobody's is not worth a line.
function rowsOf(plans: readonly CampaignPlan[]): Row[] {
  const told = (title: string, count: (plan: CampaignPlan) => number): Row[] =>
    plans.some((plan) => count(plan) > 0) ? [{ title, of: (plan) => number(count(plan)) }] : [];
  return [
    { title: t("planNamed"), of: (plan) => number(plan.people.named) },
    ...reasons.flatMap(([name, word]) => told(`– ${plain(word)}`, (plan) => plan.people.left_out[name])),
    { title: t("planEligible"), of: (plan) => number(plan.people.eligible) },
    { title: t("planHeldOut"), of: (plan) => number(plan.held_out.people) },
    { title: t("planWithList"), of: (plan) => number(plan.sent.with_list) },
    ...told(`– ${t("withoutProducts")}`, (plan) => plan.sent.without_list.no_product_may_be_shown),
    ...told(`– ${t("withoutRoom")}`, (plan) => plan.sent.without_list.caps_reached),
    { title: t("planPlaces"), of: (plan) => number(plan.sent.places) },
    { title: t("planDifferent"), of: ({ sent }) => t("planDifferentOf", { given: sent.products_given, offered: sent.products_offered }) },
    { title: t("planUptake"), of: ({ sent: { expected_uptake: uptake } }) =>
      t("planUptakeRange", { purchases: purchases(uptake.purchases), low: purchases(uptake.low), high: purchases(uptake.high) }) },
    { title: t("planUptakeFrom"), of: ({ uptake }) => uptake.from === "guess" ? t("uptakeGuessed") : t("uptakeCounted", { runs: uptake.runs.length, purchases: uptake.purchases }) },
    { title: t("planCaps"), of: ({ sent: { caps } }) => t("planDifferentOf", { given: caps.reached, offered: caps.known }) },
    { title: t("planGap"), of: (plan) => percent(plan.sent.assignment.gap, 2) },
  ];
}

export function planSentence(plan: CampaignPlan): string {
  const { sent } = plan;
  const without = sent.without_list.no_product_may_be_shown + sent.without_list.caps_reached;
  return t("planSentence", { people: sent.with_list, places: sent.places, held: plan.held_out.people, without, purchases: purchases(sent.expected_uptake.purchases) });
}

export function PlanTable({ caption, plan, before }: { caption: string; plan: CampaignPlan; before: CampaignPlan | null }): ReactElement {
  const columns: Column<Row>[] = [
    { title: t("planMeasure"), cell: (row) => row.title },
    { title: t("planThis"), cell: (row) => row.of(plan), numeric: true },
  ];
  if (before) columns.push({ title: t("planBefore"), cell: (row) => row.of(before), numeric: true });
  return <Table caption={caption} columns={columns} rows={rowsOf(before ? [plan, before] : [plan])} keyOf={(row) => row.title} />;
}

const kinds: Record<ReachedCap["kind"], PlainWord> = { product: "capProductKind", brand: "capBrand", category: "capCategory" };

export function ReachedCaps({ shop, caps }: { shop: string; caps: readonly ReachedCap[] }): ReactElement | null {
  const columns: Column<ReachedCap>[] = [
    { title: t("capKind"), cell: (cap) => <>{plain(kinds[cap.kind])} {cap.kind === "product"
      ? <a href={hashOf(["shop", shop, "explorer", "product", cap.of])}><bdi>{cap.of}</bdi></a> : <bdi>{cap.of}</bdi>}</> },
    { title: t("capUsed"), cell: (cap) => t("planDifferentOf", { given: cap.used, offered: cap.most }), numeric: true },
    { title: t("capPrice"), cell: (cap) => number(cap.price, 4), numeric: true },
  ];
  if (caps.length === 0) return null;
  return (
    <details>
      <summary>{t("dearestCaps")}</summary>
      <p className="hint">{t("dearestHint")}</p>
      <Table caption={t("dearestCaps")} columns={columns} rows={caps} keyOf={(cap) => `${cap.kind} ${cap.of}`} />
    </details>
  );
}
