import type { ReactElement } from "react";
import type { Job } from "../api/job_types";
import { isGoing } from "../jobs";
import { t } from "../text/text";
import { Button } from "./button";

// How far a job is, with a way to stop it; what became of one that has not succeeded.
export function JobProgress({ job, onCancel }: { job: Job<unknown>; onCancel: (() => void) | null }): ReactElement | null {
  if (job.state === "failed") return <p className="error" role="alert">{t("jobFailed", { why: job.failure ?? "" })}</p>;
  if (job.state === "cancelled") return <p role="status">{t("jobCancelled")}</p>;
  if (!isGoing(job)) return null;
  const { done, total } = job.progress ?? { done: 0, total: null };
  const words = job.state === "queued" ? t("jobQueued") : t("jobRunning");
  return (
    <div className="stack">
      <p role="status">{words} <span className="hint">{total ? t("jobDone", { done, total }) : ""}</span></p>
      {total ? <progress aria-label={words} value={done} max={total} /> : <progress aria-label={words} />}
      {onCancel && <div className="row"><Button onClick={onCancel}>{t("jobCancel")}</Button></div>}
    </div>
  );
}
