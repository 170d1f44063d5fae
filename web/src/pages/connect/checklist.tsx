// The steps of a new shop, each lit by what the server has seen.
import type { ReactElement } from "react";
import { get } from "../../api/client";
import type { Changes, Report, ServerStatus } from "../../api/types";
import { useEvery, useLoad } from "../../load";
import { Shown } from "../../parts/notice";
import { Card } from "../../parts/page";
import { hashOf } from "../../route";
import { plain, t } from "../../text/text";
import type { PlainWord } from "../../text/text";

const kEveryMilliseconds = 3_000;

const steps = ["sawCatalogue", "sawView", "sawOrder", "sawLearned", "sawShown", "sawClick"] as const;
type Step = (typeof steps)[number];
type Seen = Record<Step, boolean>;

const hints: Record<Step, PlainWord> = {
  sawCatalogue: "sawCatalogueHint", sawView: "sawViewHint", sawOrder: "sawOrderHint", sawLearned: "sawLearnedHint",
  sawShown: "sawShownHint", sawClick: "sawClickHint",
};

async function holds(shop: string, kinds: string): Promise<boolean> {
  const page = await get<Changes>("/v1/changes", { shop, query: { since: "beginning", mode: "latest", kinds, limit: 1 } });
  return page.changes.length > 0;
}

async function readSeen(shop: string): Promise<Seen> {
  const [product, event, order, status, report] = await Promise.all([
    holds(shop, "product"), holds(shop, "event"), holds(shop, "order"),
    get<ServerStatus>("/v1/status", { shop }), get<Report>("/v1/report", { shop }),
  ]);
  const placements = [...report.scenarios, ...report.lists];
  const own = status.shops.find((each) => each.name === shop);
  return {
    sawCatalogue: product, sawView: event, sawOrder: order, sawLearned: (product || order || event) && own?.lag_records === 0,
    sawShown: placements.some((each) => each.lists_shown > 0), sawClick: placements.some((each) => each.clicks > 0),
  };
}

export function Checklist({ shop }: { shop: string }): ReactElement {
  const seen = useLoad(`seen ${shop}`, () => readSeen(shop));
  useEvery(kEveryMilliseconds, seen.reload);
  return (
    <Card title={t("stepWatch")}>
      <Shown of={seen}>{(read) => {
        const done = steps.filter((step) => read[step]).length;
        return (
          <div className="stack">
            <p role="status">{t("stepsDone", { done, all: steps.length })}. <span className="hint">{t("stepWatchHint")}</span></p>
            <ol className="steps">
              {steps.map((step) => (
                <li key={step} className={read[step] ? "done" : undefined}>
                  <span className="mark" aria-hidden="true">{read[step] ? "✓" : "○"}</span>
                  <div>
                    <strong>{plain(step)}</strong> <span className="hint">({read[step] ? t("stepDone") : t("stepOpen")})</span>
                    {!read[step] && <p className="hint">{plain(hints[step])}</p>}
                  </div>
                </li>
              ))}
            </ol>
            {read.sawLearned && <div className="row"><a className="button main" href={hashOf(["shop", shop, "explorer"])}>{t("seeLists")}</a></div>}
          </div>
        );
      }}</Shown>
    </Card>
  );
}
