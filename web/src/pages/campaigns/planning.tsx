// The plan of a campaign, and its run: both are jobs of the server. Their names stand in the address, so a reload finds
// them again and makes none anew.
import { useEffect, useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { ask, pathOf } from "../../api/client";
import type { CampaignPlan, CampaignRun } from "../../api/campaign_types";
import type { Job } from "../../api/job_types";
import { isGoing, useJob } from "../../jobs";
import { useDeed } from "../../load";
import type { Deed, Loaded } from "../../load";
import { Button } from "../../parts/button";
import { TextField } from "../../parts/field";
import { JobProgress } from "../../parts/job_progress";
import { ProblemBox } from "../../parts/notice";
import { Card } from "../../parts/page";
import { say } from "../../parts/toast";
import { useQuery } from "../../route";
import { t } from "../../text/text";
import { planSentence, PlanTable, ReachedCaps } from "./plan_table";

interface PlanningProps {
  shop: string;
  name: string;
  unsaved: boolean;
  mayRun: boolean;
}

// An id for a plan that nobody has to think of: plan-20261127-051230.
function planId(): string {
  return `plan-${new Date().toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-")}`;
}

// The moment of the person's own clock, for the server; nothing: it is now.
function momentOf(local: string | undefined): string | undefined {
  return local ? new Date(local).toISOString() : undefined;
}

interface CampaignJob {
  job: Loaded<Job<CampaignPlan>>;
  deed: Deed;
  start: (run: string, then: () => void) => void;
  cancel: () => void;
}

// `run`: the id of the job that is followed; "" for none yet.
function useCampaignJob(shop: string, name: string, kind: "plan" | "run", run: string): CampaignJob {
  const [query] = useQuery();
  const path = `${pathOf("campaigns", name)}/${kind}`;
  const job = useJob<CampaignPlan>(shop, path, run);
  const deed = useDeed();
  return {
    job,
    deed,
    start: (next, then) => deed.run(async () => {
      await ask("POST", path, { shop, query: { run: next, at: momentOf(query["at"]) } });
      then();
    }),
    cancel: () => deed.run(async () => {
      await ask("DELETE", path, { shop, query: { run } });
      job.reload();
    }),
  };
}

export function Planning({ shop, name, unsaved, mayRun }: PlanningProps): ReactElement {
  const [query, change] = useQuery();
  const { job, deed, start, cancel } = useCampaignJob(shop, name, "plan", query["plan"] ?? "");
  const { job: before } = useCampaignJob(shop, name, "plan", query["beside"] ?? "");
  function make(): void {
    const run = planId();
    start(run, () => change({ plan: run, beside: job.data?.state === "succeeded" ? query["plan"] : query["beside"] }));
  }
  const plan = job.data?.result ?? null;
  return (
    <Card title={t("plan")}>
      <p className="hint">{t("planLead")}</p>
      {mayRun && <TextField label={t("addressedAt")} type="datetime-local" value={query["at"] ?? ""} onChange={(at) => change({ at })} />}
      {mayRun && <div className="row"><Button look="main" busy={deed.busy} disabled={unsaved || isGoing(job.data)} onClick={make}>{t("planAct")}</Button></div>}
      {mayRun && unsaved && <p className="hint">{t("planSaveFirst")}</p>}
      {deed.problem && <ProblemBox problem={deed.problem} />}
      {job.problem && <ProblemBox problem={job.problem} />}
      {job.data && <JobProgress job={job.data} onCancel={mayRun ? cancel : null} />}
      {plan && (
        <>
          <p role="status">{planSentence(plan)}</p>
          <PlanTable caption={t("plan")} plan={plan} before={before.data?.result ?? null} />
          <ReachedCaps shop={shop} caps={plan.sent.caps.dearest} />
        </>
      )}
    </Card>
  );
}

// The day, and a number behind it where a run of that name is kept.
function freeName(runs: readonly CampaignRun[]): string {
  const day = new Date().toISOString().slice(0, 10);
  let name = day;
  for (let number = 2; runs.some((run) => run.run === name); ++number) name = `${day}-${number}`;
  return name;
}

export function Running({ shop, name, unsaved, runs, onDone }: Omit<PlanningProps, "mayRun"> & { runs: readonly CampaignRun[]; onDone: (run: string) => void }): ReactElement {
  const [query, change] = useQuery();
  const [typed, setTyped] = useState<string | null>(null);
  const { job, deed, start, cancel } = useCampaignJob(shop, name, "run", query["job"] ?? "");
  const run = typed ?? freeName(runs);
  const ended = job.data?.state === "succeeded";
  useEffect(() => {
    if (!ended) return;
    say(t("runDone", { name }));
    setTyped(null);
    onDone(query["job"] ?? "");
  }, [ended]);
  function submit(event: FormEvent): void {
    event.preventDefault();
    start(run.trim(), () => change({ job: run.trim() }));
  }
  return (
    <Card title={t("run")}>
      <p className="hint">{t("runLead")}</p>
      <form onSubmit={submit}>
        {deed.problem && <ProblemBox problem={deed.problem} />}
        <div className="with-button">
          <TextField label={t("runName")} hint={t("runNameHint")} value={run} onChange={setTyped} required />
          <Button type="submit" busy={deed.busy} disabled={unsaved || isGoing(job.data)}>{t("runAct")}</Button>
        </div>
      </form>
      {job.problem && <ProblemBox problem={job.problem} />}
      {job.data && <JobProgress job={job.data} onCancel={cancel} />}
    </Card>
  );
}
