import type { ReactElement, ReactNode } from "react";
import type { Product, ShownProperties } from "../api/types";
import { money } from "../text/format";
import { Picture } from "./picture";

interface ProductLineProps {
  id: string;
  of: Product | ShownProperties | undefined;
  children?: ReactNode;
  href?: string;
}

export function titleOf(id: string, product: { title?: string | null } | undefined): string {
  return product?.title || id;
}

// One product in a line: picture, title, price, and what the page has to say about it. Titles are shown whole on two
// lines and cut behind that; <bdi> keeps a right-to-left title from turning the price around.
export function ProductLine({ id, of, children, href }: ProductLineProps): ReactElement {
  const title = titleOf(id, of);
  const name = <bdi className="title" title={title}>{title}</bdi>;
  return (
    <div className="product">
      <Picture id={id} image={of?.image} title={title} />
      <div className="about">
        {href ? <a href={href}>{name}</a> : name}
        {of?.price && of.currency && <span className="price">{money({ amount: of.price, currency: of.currency })}</span>}
        {children}
      </div>
    </div>
  );
}
