import type { ReactElement } from "react";
import { useLoad } from "../load";
import { Shown } from "../parts/notice";

type LatePages = typeof import("../late");

// A page of the second script (late.ts), or the words that stand in for it while it comes.
export function LatePage({ children }: { children: (pages: LatePages) => ReactElement }): ReactElement {
  const pages = useLoad("late pages", () => import("../late"));
  return pages.data ? children(pages.data) : <Shown of={pages}>{() => null}</Shown>;
}
