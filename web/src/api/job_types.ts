// The shape of jobs, as /openapi.json describes it.

export interface JobProgress {
  done: number;
  total: number | null;
  unit: string | null;
  words: string | null;
}

export interface Job<Result> {
  state: "queued" | "running" | "succeeded" | "failed" | "cancelled";
  progress: JobProgress | null;
  result: Result | null;
  failure: string | null;
}

export interface ListedJob extends Job<unknown> {
  job_id: string;
  kind: string;
  shop: string | null;
  created_at: string;
  begun_at: string | null;
  ended_at: string | null;
}

export interface Jobs {
  jobs: ListedJob[];
  next: string | null;
}
