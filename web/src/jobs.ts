// A job that the server works on: looked at each second until it has ended.
import { get } from "./api/client";
import type { Job } from "./api/job_types";
import { useEvery, useLoad } from "./load";
import type { Loaded } from "./load";

const kLookMilliseconds = 1_000;

export function isGoing(job: Job<unknown> | null): boolean {
  return job?.state === "queued" || job?.state === "running";
}

// `run` is the id that the page gave the job; "" for none.
export function useJob<Result>(shop: string, path: string, run: string): Loaded<Job<Result>> {
  const job = useLoad(run === "" ? null : `job ${shop} ${path} ${run}`, () => get<Job<Result>>(path, { shop, query: { run } }));
  useEvery(kLookMilliseconds, () => {
    if (isGoing(job.data)) job.reload();
  });
  return job;
}
