// A person's orders, the latest first.
import { useState } from "react";
import type { ReactElement } from "react";
import { get, pathOf } from "../../api/client";
import { keptProduct, readProducts } from "../../api/products";
import type { Order, OrderLine, Orders } from "../../api/types";
import { useDeed, useLoad } from "../../load";
import { Button } from "../../parts/button";
import { Empty, ProblemBox, Shown } from "../../parts/notice";
import { Card } from "../../parts/page";
import { ProductLine } from "../../parts/product";
import { hashOf } from "../../route";
import { times } from "../../text/amounts";
import { ago, date, money } from "../../text/format";
import { t } from "../../text/text";

const kPage = 10;

async function readOrders(shop: string, person: string, cursor?: string): Promise<Orders> {
  const page = await get<Orders>(`${pathOf("users", person)}/orders`, { shop, query: { limit: kPage, cursor } });
  await readProducts(shop, page.orders.flatMap((order) => order.lines.map((line) => line.product_id)));
  return page;
}

function Line({ shop, line, currency }: { shop: string; line: OrderLine; currency: string }): ReactElement {
  const known = keptProduct(shop, line.product_id);
  const about = { title: known?.title ?? line.product_id, image: known?.image ?? "" };
  return (
    <li>
      <ProductLine id={line.product_id} of={about} href={hashOf(["shop", shop, "explorer", "product", line.product_id])}>
        <span className="price">{t("pieces", { count: line.quantity })} {money({ currency, amount: times(line.price, line.quantity) })}</span>
        <span>
          {(line.refunded ?? 0) > 0 && <span className="chip bad">{t("refunded", { count: line.refunded ?? 0 })}</span>}
          {line.recommendation_id && <span className="chip good">{t("fromList")}</span>}
        </span>
      </ProductLine>
    </li>
  );
}

function PastOrder({ shop, order }: { shop: string; order: Order }): ReactElement {
  return (
    <li className="past-order">
      <h3>
        <time dateTime={order.placed_at}>{date(order.placed_at)}</time> <span className="hint">{ago(order.placed_at)} · <bdi>{t("orderNumber", { id: order.order_id })}</bdi></span>
        {order.cancelled && <span className="chip bad">{t("cancelled")}</span>}
      </h3>
      <ul className="lines">{order.lines.map((line, index) => <Line key={index} shop={shop} line={line} currency={order.currency} />)}</ul>
    </li>
  );
}

export function Timeline({ shop, person }: { shop: string; person: string }): ReactElement {
  const first = useLoad(`orders ${shop} ${person}`, () => readOrders(shop, person));
  const [more, setMore] = useState<Orders[]>([]);
  const deed = useDeed();
  const last = more[more.length - 1] ?? first.data;
  return (
    <Card title={t("timeline")}>
      <Shown of={first}>{(read) => read.orders.length === 0
        ? <Empty title={t("noOrders")}><p>{t("noOrdersHint")}</p></Empty>
        : <ol className="timeline">{[read, ...more].flatMap((page) => page.orders).map((order) => <PastOrder key={order.order_id} shop={shop} order={order} />)}</ol>
      }</Shown>
      {deed.problem && <ProblemBox problem={deed.problem} />}
      {last?.next && (
        <div className="row">
          <Button busy={deed.busy} onClick={() => deed.run(async () => {
            const next = await readOrders(shop, person, last.next ?? "");
            setMore((before) => [...before, next]);
          })}>{t("more")}</Button>
        </div>
      )}
    </Card>
  );
}
