// A draft tried before it is live: on a few people while typing, and on many when asked.
import { useState } from "react";
import type { ReactElement } from "react";
import { ask, pathOf } from "../../api/client";
import { keptProduct, readProducts } from "../../api/products";
import type { BeforeAfter, DryRun, ListPair, ProductMove, Scenario } from "../../api/types";
import { useDeed, useLoad } from "../../load";
import type { Loaded } from "../../load";
import { Button } from "../../parts/button";
import { Empty, ProblemBox } from "../../parts/notice";
import { Card } from "../../parts/page";
import { ProductLine, titleOf } from "../../parts/product";
import { hashOf } from "../../route";
import { t } from "../../text/text";
import { sent } from "./draft";

const kPreviewLists = 20;
const kTrialLists = 200;
const kShownPairs = 3;

async function dryRun(shop: string, name: string, draft: Scenario, sample: number, limit: number, signal?: AbortSignal): Promise<DryRun> {
  const options = { shop, query: { sample, limit }, body: sent(draft) };
  return (await ask<DryRun>("POST", `${pathOf("scenarios", name)}/dry-run`, signal ? { ...options, signal } : options)).data;
}

// `draft` has stood still for a moment; null while there is nothing to try.
export function usePreview(shop: string, name: string, draft: Scenario | null): Loaded<DryRun> {
  return useLoad(draft && `preview ${shop} ${name} ${JSON.stringify(sent(draft))}`, async (signal) => {
    const run = await dryRun(shop, name, draft as Scenario, kPreviewLists, 8, signal);
    await readProducts(shop, run.examples.slice(0, kShownPairs).flatMap((pair) => [...pair.before, ...pair.after]));
    return run;
  });
}

function Column({ shop, title, ids, others }: { shop: string; title: string; ids: readonly string[]; others: readonly string[] }): ReactElement {
  return (
    <div>
      <h4>{title}</h4>
      {ids.length === 0 && <p className="hint">{t("listEmpty")}</p>}
      <ol className="pair-list">
        {ids.map((id) => (
          <li key={id} className={others.includes(id) ? undefined : "differs"}><ProductLine id={id} of={keptProduct(shop, id) ?? undefined} /></li>
        ))}
      </ol>
    </div>
  );
}

function Pair({ shop, pair }: { shop: string; pair: ListPair }): ReactElement {
  const [kind, id] = pair.product_id ? ["product", pair.product_id] : ["person", pair.user_id];
  const title = kind === "product" ? titleOf(id, keptProduct(shop, id) ?? undefined) : id;
  return (
    <section className="pair">
      <h3><a href={hashOf(["shop", shop, "explorer", kind as string, id as string])}><bdi>{title}</bdi></a></h3>
      <div className="two">
        <Column shop={shop} title={t("now")} ids={pair.before} others={pair.after} />
        <Column shop={shop} title={t("then")} ids={pair.after} others={pair.before} />
      </div>
    </section>
  );
}

export function Preview({ shop, preview, last }: { shop: string; preview: Loaded<DryRun>; last: DryRun | null }): ReactElement {
  const run = preview.data ?? last;
  return (
    <Card title={t("preview")}>
      <p className="hint">{t("previewHint", { count: kPreviewLists })}</p>
      {preview.problem && preview.problem.errors.length === 0 && <ProblemBox problem={preview.problem} onAgain={preview.reload} />}
      <div aria-busy={preview.loading} className="stack">
        {run && run.lists === 0 && <Empty title={t("previewNobody")}><p>{t("previewNobodyHint")}</p></Empty>}
        {run && run.lists > 0 && <p role="status">{t("previewChanged", { changed: run.changed, lists: run.lists })} {run.changed === 0 && t("previewSame")}</p>}
        {run?.examples.slice(0, kShownPairs).map((pair) => <Pair key={pair.user_id + (pair.product_id ?? "")} shop={shop} pair={pair} />)}
        {!run && preview.loading && <p className="loading" role="status">{t("loading")}</p>}
      </div>
    </Card>
  );
}

function Moves({ shop, title, moves }: { shop: string; title: string; moves: readonly ProductMove[] }): ReactElement {
  return (
    <div>
      <h3>{title}</h3>
      {moves.length === 0 ? <p className="hint">{t("none")}</p> : (
        <ol className="moves">
          {moves.map((move) => (
            <li key={move.product_id}>
              <a href={hashOf(["shop", shop, "explorer", "product", move.product_id])}><bdi>{move.title || move.product_id}</bdi></a>{" "}
              <span className="hint">{t("trialLists", { count: move.lists })}</span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function Counts({ name, of }: { name: string; of: BeforeAfter }): ReactElement {
  return <div><dt>{name}</dt><dd className={of.after > of.before ? "error" : undefined}>{t("fromTo", { before: of.before, after: of.after })}</dd></div>;
}

function Result({ shop, run }: { shop: string; run: DryRun }): ReactElement {
  return (
    <div className="stack" role="status">
      <p>{t("previewChanged", { changed: run.changed, lists: run.lists })}</p>
      <dl className="facts">
        <Counts name={t("trialEmpty")} of={run.empty} />
        <Counts name={t("trialShort")} of={run.short} />
        {run.rules.length > 0 && <div><dt>{t("trialNever")}</dt><dd>{run.never_fire.length === 0 ? t("trialAllFire") : run.never_fire.join(", ")}</dd></div>}
      </dl>
      <div className="two">
        <Moves shop={shop} title={t("trialGained")} moves={run.gained} />
        <Moves shop={shop} title={t("trialLost")} moves={run.lost} />
      </div>
    </div>
  );
}

export function Trial({ shop, name, draft }: { shop: string; name: string; draft: Scenario }): ReactElement {
  const [run, setRun] = useState<DryRun | null>(null);
  const deed = useDeed();
  return (
    <Card title={t("trial")} tools={
      <Button busy={deed.busy} onClick={() => deed.run(async () => setRun(await dryRun(shop, name, draft, kTrialLists, 10)))}>
        {t("trialRun", { count: kTrialLists })}
      </Button>
    }>
      <p className="hint">{t("trialHint")}</p>
      {deed.problem && <ProblemBox problem={deed.problem} />}
      {run && <Result shop={shop} run={run} />}
    </Card>
  );
}
