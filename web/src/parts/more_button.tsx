import type { ReactElement } from "react";
import type { Paged, PageOf } from "../paged";
import { t } from "../text/text";
import { Button } from "./button";
import { ProblemBox } from "./notice";

export function MoreButton<Row, Page extends PageOf<Row>>({ of }: { of: Paged<Row, Page> }): ReactElement | null {
  if (of.more === null) return null;
  return (
    <>
      {of.deed.problem && <ProblemBox problem={of.deed.problem} />}
      <div className="row"><Button busy={of.deed.busy} onClick={of.more}>{t("more")}</Button></div>
    </>
  );
}
