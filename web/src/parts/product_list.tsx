// Chosen products, of a rule in order: by drag, or by the buttons beside each.
import { useState } from "react";
import type { ReactElement } from "react";
import { keptProduct, readProducts } from "../api/products";
import { useLoad } from "../load";
import { t } from "../text/text";
import { Button } from "./button";
import { ProductLine, titleOf } from "./product";
import { ProductSearch } from "./product_search";

interface ProductListProps {
  shop: string;
  ids: readonly string[];
  ordered: boolean;
  error?: string | undefined;
  onChange: (ids: string[]) => void;
}

function moved(ids: readonly string[], from: number, to: number): string[] {
  const rest = ids.filter((_, index) => index !== from);
  return [...rest.slice(0, to), ids[from] as string, ...rest.slice(to)];
}

export function ProductList({ shop, ids, ordered, error, onChange }: ProductListProps): ReactElement {
  const titles = useLoad(`rule ${shop} ${ids.join("\n")}`, () => readProducts(shop, ids));
  const [dragged, setDragged] = useState<number | null>(null);
  return (
    <div className="stack" aria-busy={titles.loading}>
      <ProductSearch shop={shop} label={t("ruleAddProduct")} error={error} onChoose={(id) => { if (!ids.includes(id)) onChange([...ids, id]); }} />
      {ordered && ids.length > 1 && <p className="hint">{t("dragHint")}</p>}
      <ol className="rule-products" aria-label={t("ruleProducts")}>
        {ids.map((id, index) => {
          const product = keptProduct(shop, id) ?? undefined;
          const title = titleOf(id, product);
          return (
            <li key={id} draggable={ordered} className={dragged === index ? "dragged" : undefined}
              onDragStart={(event) => { event.dataTransfer.effectAllowed = "move"; setDragged(index); }}
              onDragEnd={() => setDragged(null)}
              onDragOver={(event) => { if (dragged !== null) event.preventDefault(); }}
              onDrop={(event) => { event.preventDefault(); if (dragged !== null) onChange(moved(ids, dragged, index)); setDragged(null); }}>
              <ProductLine id={id} of={product} />
              {ordered && <Button look="quiet" disabled={index === 0} label={t("moveUp", { title })} onClick={() => onChange(moved(ids, index, index - 1))}>↑</Button>}
              {ordered && <Button look="quiet" disabled={index === ids.length - 1} label={t("moveDown", { title })} onClick={() => onChange(moved(ids, index, index + 1))}>↓</Button>}
              <Button look="quiet" label={t("takeOut", { title })} onClick={() => onChange(ids.filter((other) => other !== id))}>✕</Button>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
