// A list that is read page by page: the first at once, each further one when the person asks.
import { useState } from "react";
import { useDeed, useLoad } from "./load";
import type { Deed, Loaded } from "./load";

export interface PageOf<Row> {
  rows: readonly Row[];
  next: string | null; // null: this is the last
}

export interface Paged<Row, Page extends PageOf<Row>> {
  first: Loaded<Page>;
  rows: readonly Row[]; // of all pages read so far
  deed: Deed; // the reading of further ones
  more: (() => void) | null; // null: there are no more
}

export function usePages<Row, Page extends PageOf<Row>>(key: string | null, read: (after?: string) => Promise<Page>): Paged<Row, Page> {
  const [further, setFurther] = useState<{ of: Page; pages: Page[] } | null>(null);
  const first = useLoad(key, () => read());
  const deed = useDeed();
  const pages = first.data === null ? [] : [first.data, ...(further?.of === first.data ? further.pages : [])];
  const next = pages[pages.length - 1]?.next ?? null;
  function more(): void {
    const of = first.data;
    if (of === null || next === null) return;
    deed.run(async () => {
      const page = await read(next);
      setFurther((before) => ({ of, pages: [...(before?.of === of ? before.pages : []), page] }));
    });
  }
  return { first, rows: pages.flatMap((page) => page.rows), deed, more: next === null ? null : more };
}
