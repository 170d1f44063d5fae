// The facts that the shop has sent about the person or the product.
import type { ReactElement, ReactNode } from "react";
import { get, pathOf } from "../../api/client";
import { Problem } from "../../api/problem";
import type { Audience, Orders, Product } from "../../api/types";
import { useLoad } from "../../load";
import { Shown } from "../../parts/notice";
import { Card } from "../../parts/page";
import { ProductLine } from "../../parts/product";
import { number } from "../../text/format";
import { t } from "../../text/text";
import { explorerHash } from "./picker";

interface KnownPerson {
  profiling?: boolean | null;
  properties?: Record<string, unknown> | null;
}

async function orNull<T>(read: Promise<T>): Promise<{ found: T | null }> {
  try {
    return { found: await read };
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return { found: null };
    throw error;
  }
}

// Who has orders is known, also without a profile.
async function readPerson(shop: string, id: string): Promise<{ found: KnownPerson | null; known: boolean }> {
  const [{ found }, { orders }] = await Promise.all([
    orNull(get<KnownPerson>(pathOf("users", id), { shop })),
    get<Orders>(`${pathOf("users", id)}/orders`, { shop, query: { limit: 1 } }),
  ]);
  return { found, known: found !== null || orders.length > 0 };
}

export function AboutPerson({ shop, id }: { shop: string; id: string }): ReactElement {
  const person = useLoad(`person ${shop} ${id}`, () => readPerson(shop, id));
  return (
    <Shown of={person}>{({ found, known }) => {
      if (!known) return <p className="hint">{t("personUnknown")}</p>;
      const facts = Object.entries(found?.properties ?? {}).slice(0, 12);
      return (
        <>
          {found?.profiling === false && <p className="error">{t("notProfiled")}</p>}
          {facts.length > 0 && <dl className="facts">{facts.map(([name, value]) => (
            <div key={name}><dt>{name}</dt><dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd></div>
          ))}</dl>}
        </>
      );
    }}</Shown>
  );
}

function factsOf(product: Product): [string, ReactNode][] {
  const facts: [string, ReactNode][] = [];
  if (typeof product.stock === "number") facts.push([t("stock"), product.stock > 0 ? number(product.stock) : t("soldOut")]);
  if (product.brand) facts.push([t("brand"), product.brand]);
  if (product.categories?.length) facts.push([t("categories"), product.categories.join(", ")]);
  return facts;
}

export function AboutProduct({ shop, id }: { shop: string; id: string }): ReactElement {
  const product = useLoad(`product ${shop} ${id}`, () => orNull(get<Product>(pathOf("products", id), { shop })));
  return (
    <Shown of={product}>{({ found }) => found
      ? <>
          <ProductLine id={id} of={found}>
            <span className="hint">{id}</span>
            {found.hidden && <span className="chip bad">{t("hiddenInCatalogue")}</span>}
          </ProductLine>
          <dl className="facts">{factsOf(found).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
        </>
      : <p className="hint">{t("noSuchProduct")}: <bdi>{id}</bdi></p>
    }</Shown>
  );
}

export function AudienceCard({ shop, id }: { shop: string; id: string }): ReactElement {
  const audience = useLoad(`audience ${shop} ${id}`, () => get<Audience>(`${pathOf("products", id)}/users`, { shop, query: { limit: 20 } }));
  return (
    <Card title={t("audience")}>
      <Shown of={audience}>{({ users }) => users.length === 0
        ? <p className="hint">{t("audienceNone")}</p>
        : <ol className="row">{users.map((user) => <li key={user.user_id} className="chip"><a href={explorerHash(shop, "person", user.user_id)}><bdi>{user.user_id}</bdi></a></li>)}</ol>
      }</Shown>
    </Card>
  );
}
