// Who is looked at: a person by id, a guest by what lies in the cart, or a product.
import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { get } from "../../api/client";
import { keptProduct, readProducts } from "../../api/products";
import type { Changes, Order } from "../../api/types";
import { useLoad } from "../../load";
import { Button } from "../../parts/button";
import { TextField } from "../../parts/field";
import { titleOf } from "../../parts/product";
import { ProductSearch } from "../../parts/product_search";
import { go, hashOf, readPlace } from "../../route";
import { t } from "../../text/text";

const kRecentDays = 30;
const kMostPeople = 8;

export function explorerHash(shop: string, ...more: string[]): string {
  return hashOf(["shop", shop, "explorer", ...more], readPlace(window.location.hash).query);
}

// People who ordered lately, as a way in for somebody who knows no id by heart.
async function recentPeople(shop: string): Promise<string[]> {
  const since = new Date(Date.now() - kRecentDays * 86_400_000).toISOString();
  const page = await get<Changes>("/v1/changes", { shop, query: { since, mode: "latest", kinds: "order", limit: 100 } });
  const people = page.changes.map((change) => (change.data as Order | null)?.user_id ?? "").filter((id) => id !== "");
  return [...new Set(people)].slice(0, kMostPeople);
}

export function PersonPicker({ shop, id }: { shop: string; id: string }): ReactElement {
  const [typed, setTyped] = useState(id);
  const people = useLoad(`people of ${shop}`, () => recentPeople(shop));
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (typed.trim() !== "") go(explorerHash(shop, "person", typed.trim()));
  }
  return (
    <form onSubmit={submit}>
      <div className="with-button">
        <TextField label={t("personId")} hint={t("personIdHint")} value={typed} onChange={setTyped} />
        <Button type="submit" look="main">{t("show")}</Button>
      </div>
      {people.data && people.data.length > 0 && (
        <div className="row">
          <span className="hint">{t("recentPeople")}:</span>
          {people.data.map((person) => <a key={person} href={explorerHash(shop, "person", person)} onClick={() => setTyped(person)}><bdi>{person}</bdi></a>)}
        </div>
      )}
    </form>
  );
}

export function GuestPicker({ shop, basket }: { shop: string; basket: string[] }): ReactElement {
  const titles = useLoad(`basket ${shop} ${basket.join("\n")}`, () => readProducts(shop, basket));
  const title = (id: string): string => titleOf(id, titles.data ? keptProduct(shop, id) ?? undefined : undefined);
  return (
    <div className="stack">
      <ProductSearch shop={shop} label={t("guestBasket")} hint={t("guestBasketHint")}
        onChoose={(id) => { if (!basket.includes(id)) go(explorerHash(shop, "guest", ...basket, id)); }} />
      {basket.length > 0 && (
        <ul className="row">
          {basket.map((id) => (
            <li key={id} className="chip">
              <bdi>{title(id)}</bdi>{" "}
              <Button look="quiet" label={t("takeOut", { title: title(id) })}
                onClick={() => go(explorerHash(shop, "guest", ...basket.filter((other) => other !== id)))}>✕</Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function ProductPicker({ shop }: { shop: string }): ReactElement {
  return <ProductSearch shop={shop} label={t("findProduct")} hint={t("findProductHint")} onChoose={(id) => go(explorerHash(shop, "product", id))} />;
}
