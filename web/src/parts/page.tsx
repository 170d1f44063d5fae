import { useEffect, useRef } from "react";
import type { ReactElement, ReactNode } from "react";
import { t } from "../text/text";

// The first page after a load leaves the focus at the document's begin, where the skip link stands.
let loaded = false;

// A page's head. A page that a person went to gets the focus on its heading, so that a reader of screens hears where
// it is.
export function Page({ title, lead, tools, children }: { title: string; lead?: string; tools?: ReactNode; children: ReactNode }): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t("productName")}`;
  }, [title]);
  useEffect(() => {
    if (loaded) heading.current?.focus({ preventScroll: true });
    loaded = true;
  }, []);
  return (
    <>
      <div className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>{title}</h1>
          {lead && <p className="lead">{lead}</p>}
        </div>
        {tools && <div className="tools">{tools}</div>}
      </div>
      {children}
    </>
  );
}

export function Card({ title, tools, children }: { title?: string; tools?: ReactNode; children: ReactNode }): ReactElement {
  return (
    <section className="card">
      {(title || tools) && (
        <header>
          {title && <h2>{title}</h2>}
          {tools}
        </header>
      )}
      {children}
    </section>
  );
}
