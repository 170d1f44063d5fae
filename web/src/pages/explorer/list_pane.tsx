// One list as the shop would show it, each product with its reason, and what the list says about itself.
import { useState } from "react";
import type { ReactElement, ReactNode } from "react";
import type { List, ListItem } from "../../api/types";
import { useLoad } from "../../load";
import type { Loaded } from "../../load";
import { Shown } from "../../parts/notice";
import { ProductLine, titleOf } from "../../parts/product";
import { hashOf } from "../../route";
import { said } from "../../text/statements";
import { t } from "../../text/text";
import { reasonOf, ScoreParts } from "./score_parts";
import { readList, requestFor } from "./subject";
import type { Ask, Subject } from "./subject";

export function useList(shop: string, subject: Subject, wanted: Ask | null, whyNot: string, asOf?: number): Loaded<List> {
  const body = wanted && requestFor(subject, wanted, whyNot);
  return useLoad(body ? `list ${shop} ${asOf ?? ""} ${JSON.stringify(body)}` : null, (signal) => readList(shop, body ?? {}, signal, asOf));
}

function Item({ shop, item, note }: { shop: string; item: ListItem; note: ReactNode }): ReactElement {
  const [open, setOpen] = useState(false);
  const title = titleOf(item.product_id, item.properties);
  return (
    <li>
      <ProductLine id={item.product_id} of={item.properties} href={hashOf(["shop", shop, "explorer", "product", item.product_id])}>
        <span className="reason words">{reasonOf(item)}</span>
        {note}
        <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary aria-label={t("whyThisOf", { title })}>{t("whyThis")}</summary>
          {open && <ScoreParts shop={shop} item={item} />}
        </details>
      </ProductLine>
    </li>
  );
}

function AboutList({ list }: { list: List }): ReactElement {
  return (
    <>
      {list.why_not && <p className="why-not words"><strong>{t("whyNot")}</strong> {said(list.why_not, list.why_not_codes)}</p>}
      {list.fallback && <p className="hint words"><strong>{t("inPlaceOf")}:</strong> {said(list.fallback, list.fallback_codes)}</p>}
      {list.short && <p className="hint words"><strong>{t("holdsFewer")}:</strong> {said(list.short, list.short_codes)}</p>}
      {list.left_out?.map((part) => (
        <p key={part.part + (part.rule ?? "")} className="error">{t("leftOutParts", { part: part.rule ?? part.part, reason: part.reason })}</p>
      ))}
    </>
  );
}

// `beside`: the list on its left, to say what moved.
function moveOf(item: ListItem, index: number, beside: List | null | undefined): ReactNode {
  if (!beside) return null;
  const there = beside.items.findIndex((other) => other.product_id === item.product_id);
  if (there === index) return null;
  if (there < 0) return <span className="chip good">{t("onlyHere")}</span>;
  const count = Math.abs(there - index);
  return <span className="chip">{there > index ? `↑ ${t("movedUp", { count })}` : `↓ ${t("movedDown", { count })}`}</span>;
}

interface ListPaneProps {
  shop: string;
  title: string;
  list: Loaded<List>;
  beside?: List | null;
}

export function ListPane({ shop, title, list, beside }: ListPaneProps): ReactElement {
  return (
    <section className="card list-pane" aria-label={title}>
      <h2><bdi>{title}</bdi></h2>
      <Shown of={list}>{(read) => (
        <>
          <AboutList list={read} />
          {read.items.length === 0 && <p className="hint">{t("listEmpty")}</p>}
          <ol className="items">
            {read.items.map((item, index) => <Item key={item.product_id} shop={shop} item={item} note={moveOf(item, index, beside)} />)}
          </ol>
        </>
      )}</Shown>
    </section>
  );
}
