// A job that the server works on: looked at each second until it has ended.
import { get } from "./api/client";
import type { Job } from "./api/job_types";
import { useEvery, useLoad } from "./load";
import type { Loaded } from "./load";

const kLookMilliseconds = 1_000;

export function isGoing(job: Job<unknown> | null): boolean {
  return job?.state === "queued" || job?.state === "running";
}

// `run` is the id that the page gave the job; "" for none. `more` names it where the id alone does not.
export function useJob<Result>(shop: string, path: string, run: string, more: Record<string, string> = {}): Loaded<Job<Result>> {
  const key = `job ${shop} ${path} ${run} ${Object.values(more).join("\n")}`;
  const job = useLoad(run === "" ? null : key, () => get<Job<Result>>(path, { shop, query: { run, ...more } }));
  useEvery(kLookMilliseconds, () => {
    if (isGoing(job.data)) job.reload();
  });
  return job;
}
