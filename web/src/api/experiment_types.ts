// The shapes of experiments, as /openapi.json describes them.
import type { Money, Scenario } from "./types";

export const metrics = ["revenue_per_visitor", "conversion"] as const;
export type SplitMetric = (typeof metrics)[number];
export const votes = ["clicks", "purchases"] as const; // the metrics of interleaving
export type Vote = (typeof votes)[number];
export type Metric = SplitMetric | Vote;
export const methods = ["split", "interleaving"] as const;
export type Method = (typeof methods)[number];

export interface Variant {
  name: string;
  share: number;
  scenario?: Partial<Scenario> | null;
  empty?: boolean;
}

export interface Guard {
  metric: SplitMetric;
  worse_by: number;
}

export interface Experiment {
  scenario: string;
  variants: Variant[];
  layer?: string | null;
  method?: Method | null;
  metric?: Metric | null;
  currency?: string | null;
  guards?: Guard[] | null;
  minimal_effect?: number | null;
  false_alarms?: number | null;
  window_hours?: number | null;
}

export interface StoppedVariant {
  variant: string;
  at: string;
  reason: string;
}

export interface ExperimentRun {
  number: number;
  started_at: string;
  stopped_at: string | null;
  currency: string | null;
  promoted: string | null;
  stopped_variants: StoppedVariant[];
}

export interface StoredExperiment {
  name: string;
  state: "draft" | "running" | "stopped";
  experiment: Experiment;
  run: ExperimentRun | null;
}

export interface Experiments {
  experiments: StoredExperiment[];
  next: string | null;
}

export interface PastRun {
  run: ExperimentRun;
}

export interface ExperimentRuns {
  runs: PastRun[]; // newest first
}

export interface ExperimentPlan {
  visitors_a_day: number;
  effect_in_two_weeks: number | null;
  effect_in_four_weeks: number | null;
  days_for_minimal_effect: number | null;
}

export interface ExperimentFinding {
  finding: "too_few" | "undecided" | "more" | "less";
  estimate: number | null;
  interval: Interval | null;
}

export interface Interval {
  low: number;
  high: number;
}

export interface ReportedVariant {
  name: string;
  share: number;
  assigned: number;
  visitors: number;
  crossovers: number;
  buyers: number;
  orders: number;
  revenue: Money[];
  settled: Settled;
  against_control: Record<SplitMetric, ExperimentFinding> | null;
}

export interface Settled {
  visitors: number;
  buyers: number;
  revenue_per_visitor: number | null;
  conversion: number | null;
}

export interface RankedVariant {
  variant: string;
  credited: number;
  preferred_by: number;
}

export interface ExperimentPreference {
  finding: "too_few" | "undecided" | "more" | "less";
  preference: number | null;
  interval: Interval | null;
  ties: number;
  rankings: RankedVariant[];
}

export interface InterleavingReport {
  visitors: number;
  settled: number;
  clicks: ExperimentPreference;
  purchases: ExperimentPreference;
}

export interface ExperimentReport {
  name: string;
  state: "running" | "stopped";
  scenario: string;
  method: Method;
  metric: Metric;
  window_hours: number;
  run: ExperimentRun;
  sample_ratio: { p: number; alarm: boolean };
  variance_explained_by_the_past: number;
  variants: ReportedVariant[];
  interleaving: InterleavingReport | null;
}
