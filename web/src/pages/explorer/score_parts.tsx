// The parts that add up to a product's score: first the lanes, then the past products that speak for it or against it.
import type { ReactElement } from "react";
import { Bar } from "../../charts/bar";
import type { ListItem, ScorePart } from "../../api/types";
import { keptProduct, readProducts } from "../../api/products";
import { useLoad } from "../../load";
import { titleOf } from "../../parts/product";
import { number } from "../../text/format";
import { listName } from "../../text/list_names";
import { said } from "../../text/statements";
import { plain, t } from "../../text/text";
import type { PlainWord } from "../../text/text";

const kMostProducts = 6;

const lanes: Record<string, PlainWord> = {
  people: "lanePeople", factors: "laneFactors", slim: "laneSlim", linear: "laneSlim", cooccurrence: "laneCooccurrence",
  popularity: "lanePopular", history: "laneHistory", rhythm: "laneRepeat", "return rate": "laneReturnRate",
  basket: "laneBasket", "next basket": "laneNextBasket", adjustment: "laneAdjustment", score: "laneScore",
};

function laneName(lane: string): string {
  const word = lanes[lane];
  return word ? plain(word) : listName(lane);
}

export function reasonOf(item: ListItem): string {
  return said(item.reason, [{ code: item.reason_code, values: item.reason_values ?? {} }]);
}

interface Share {
  name: string;
  share: number;
}

function summed(parts: readonly ScorePart[], nameOf: (part: ScorePart) => string | undefined): Share[] {
  const sums = new Map<string, number>();
  for (const part of parts) {
    const name = nameOf(part);
    if (name !== undefined) sums.set(name, (sums.get(name) ?? 0) + part.share);
  }
  return [...sums].map(([name, share]) => ({ name, share })).sort((a, b) => Math.abs(b.share) - Math.abs(a.share));
}

// A blended score tells each lane's own sources; a fixed sum tells a part for each lane and product.
function pastProducts(trace: readonly ScorePart[]): Share[] {
  const sources = trace.flatMap((part) => (part.sources ?? []).map((source) => ({ lane: part.lane, ...source })));
  return summed([...trace.filter((part) => part.product_id !== undefined), ...sources], (part) => part.product_id);
}

function Shares({ shares, nameOf }: { shares: readonly Share[]; nameOf: (name: string) => string }): ReactElement {
  const most = Math.max(...shares.map((each) => Math.abs(each.share)), 1e-12);
  return (
    <ul className="shares">
      {shares.map((each) => (
        <li key={each.name}>
          <bdi>{nameOf(each.name)}</bdi>
          <Bar share={each.share / most} look={each.share < 0 ? "below" : "plain"} />
          <span className="numeric">{number(each.share, 4)}</span>
        </li>
      ))}
    </ul>
  );
}

export function ScoreParts({ shop, item }: { shop: string; item: ListItem }): ReactElement {
  const trace = item.trace ?? [];
  const products = pastProducts(trace).slice(0, kMostProducts);
  const names = useLoad(`titles ${shop} ${products.map((each) => each.name).join("\n")}`, () => readProducts(shop, products.map((each) => each.name)));
  if (trace.length === 0) return <p>{t("noParts", { reason: reasonOf(item) })}</p>;
  return (
    <div className="stack">
      <p className="hint">{t("scoreParts", { score: number(item.score, 4) })}</p>
      <Shares shares={summed(trace, (part) => part.lane)} nameOf={laneName} />
      {products.length > 0 && <p className="hint">{t("pastProducts")}</p>}
      {products.length > 0 && <Shares shares={products} nameOf={(id) => titleOf(id, names.data ? keptProduct(shop, id) ?? undefined : undefined)} />}
    </div>
  );
}
