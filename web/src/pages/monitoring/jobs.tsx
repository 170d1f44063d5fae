// The jobs of the server and its shops, newest first, with a way to begin the two that need no more than a shop.
import { useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { ask, get, pathOf } from "../../api/client";
import type { Jobs, ListedJob } from "../../api/job_types";
import { isGoing } from "../../jobs";
import { useDeed, useEvery, useLoad } from "../../load";
import { Button } from "../../parts/button";
import { SelectField } from "../../parts/field";
import { ProblemBox, Shown } from "../../parts/notice";
import { Card } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { ago, number, percent } from "../../text/format";
import { t } from "../../text/text";

const kLookMilliseconds = 2_000;
const kShown = 20;
// Jobs that others keep: erasures, verifications, and trainings that a learner began by itself. They can't be stopped.
const kViews = /^(erasure-|verify-\d{16}$|training-.*-\d{16}$)/;

const kKinds: Readonly<Record<string, () => string>> = {
  "backup": () => t("jobBackup"), "export": () => t("jobExport"), "feed-import": () => t("jobFeed"),
  "context-import": () => t("jobSignals"), "campaign-plan": () => t("jobCampaignPlan"), "campaign-run": () => t("jobCampaignRun"),
  "campaign-push": () => t("jobCampaignPush"), "look-back": () => t("jobLookBack"), "training": () => t("jobTraining"),
  "evaluation": () => t("jobEvaluation"), "shop-export": () => t("jobShopExport"), "shop-delete": () => t("jobShopDelete"),
  "erasure": () => t("jobErasure"), "backup-verify": () => t("jobVerify"),
};

function member(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null ? (of as Record<string, unknown>)[name] : undefined;
}

// The result of a training or an evaluation; of other kinds the list says only that they are done.
function outcome({ kind, result }: ListedJob): string {
  const orders = member(result, "orders");
  if (kind === "training" && typeof orders === "number") return t("jobTrained", { orders: number(orders) });
  const hits = member(result, "hit_rate");
  const popular = member(member(member(result, "lanes"), "popularity"), "hit_rate");
  if (kind !== "evaluation" || typeof hits !== "number" || typeof popular !== "number") return "";
  return t("jobMeasured", { hits: percent(hits), popular: percent(popular) });
}

function state(job: ListedJob): ReactNode {
  if (job.state === "failed") return <span className="words error">{t("jobFailed", { why: job.failure ?? "" })}</span>;
  if (job.state === "cancelled") return t("jobCancelled");
  if (job.state === "queued") return t("jobQueued");
  if (job.state === "succeeded") return <span className="words">{t("jobSucceeded")} {outcome(job)}</span>;
  const { done, total } = job.progress ?? { done: 0, total: null };
  return <>{t("jobRunning")} {total ? <span className="hint">{percent(done / total, 0)}</span> : null}</>;
}

export function JobList({ shops }: { shops: readonly string[] }): ReactElement {
  const [chosen, choose] = useState("");
  const shop = chosen || (shops[0] ?? "");
  const jobs = useLoad("jobs of all", () => get<Jobs>("/v1/jobs", { query: { limit: kShown } }));
  useEvery(kLookMilliseconds, jobs.reload);
  const deed = useDeed();
  const begin = (kind: string): void => deed.run(async () => {
    await ask("PUT", pathOf("jobs", `${kind}:${shop}:${String(Date.now())}`), { body: { kind, shop } });
    jobs.reload();
  });
  const stop = (job: ListedJob): void => deed.run(async () => {
    await ask("DELETE", pathOf("jobs", job.job_id));
    jobs.reload();
  });
  const columns: Column<ListedJob>[] = [
    { title: t("job"), cell: (job) => kKinds[job.kind]?.() ?? <bdi>{job.kind}</bdi> },
    { title: t("shop"), cell: (job) => <bdi>{job.shop ?? t("wholeServer")}</bdi> },
    { title: t("state"), cell: state },
    { title: t("since"), cell: (job) => ago(job.ended_at ?? job.begun_at ?? job.created_at) },
    { title: t("jobCancel"), cell: (job) => isGoing(job) && !kViews.test(job.job_id) && <Button look="quiet" onClick={() => stop(job)}>{t("jobCancel")}</Button> },
  ];
  return (
    <Card title={t("jobs")}>
      {shops.length > 0 && (
        <div className="row">
          <SelectField label={t("shop")} value={shop} onChange={choose} choices={shops.map((name) => ({ value: name, text: name }))} />
          <Button busy={deed.busy} onClick={() => begin("training")}>{t("trainNow")}</Button>
          <Button busy={deed.busy} onClick={() => begin("evaluation")}>{t("measureNow")}</Button>
        </div>
      )}
      {deed.problem && <ProblemBox problem={deed.problem} />}
      <Shown of={jobs}>{(read) => read.jobs.length === 0 ? <p className="hint">{t("noJobs")}</p>
        : <Table caption={t("jobs")} columns={columns} rows={read.jobs} keyOf={(job) => job.job_id} />}</Shown>
    </Card>
  );
}
