// The shapes of campaigns, as /openapi.json describes them.
import type { Money } from "./types";

export interface SegmentName {
  segment: string;
}

export interface CampaignProducts {
  filter?: string | null;
  ids?: string[] | null;
}

export interface GroupCap {
  attribute: "brand" | "category";
  value?: string | null;
  most: number;
}

export interface CampaignCaps {
  stock?: boolean | null;
  product?: number | null;
  groups?: GroupCap[] | null;
}

export interface Campaign {
  people?: SegmentName | null;
  suppress?: SegmentName | null;
  products?: CampaignProducts | null;
  scenario?: string | null;
  per_person?: number | null;
  caps?: CampaignCaps | null;
  uptake?: number | null;
  frequency_days?: number | null;
  holdout?: number | null;
  holdout_key?: string | null;
  days?: number | null;
  report_segments?: string[] | null;
  seed?: number | null;
}

export interface Campaigns {
  campaigns: Record<string, Campaign>;
  next: string | null;
}

export interface Receiver {
  address: string;
  html: boolean;
  links: string | null;
}

export interface Receivers {
  receivers: Record<string, Receiver>;
}

export interface ReachedCap {
  kind: "product" | "brand" | "category";
  of: string;
  most: number;
  used: number;
  price: number;
}

export interface CampaignGroup {
  people: number;
  with_list: number;
  without_list: { no_product_may_be_shown: number; caps_reached: number };
  places: number;
  products_offered: number;
  products_given: number;
  expected_uptake: { purchases: number; low: number; high: number };
  assignment: { gap: number };
  caps: { known: number; reached: number; dearest: ReachedCap[] };
}

export interface LeftOut {
  unknown: number;
  not_profiled: number;
  suppressed: number;
  addressed_lately: number;
}

export interface UptakeSource {
  from: "guess" | "runs";
  runs: { campaign: string; run: string }[];
  purchases: number;
}

export interface CampaignPlan {
  at: string;
  uptake: UptakeSource;
  people: { named: number; eligible: number; left_out: LeftOut };
  sent: CampaignGroup;
  held_out: CampaignGroup;
}

export interface CampaignRun {
  run: string;
  at: string;
  campaign: Campaign;
  plan: CampaignPlan;
}

export interface CampaignRuns {
  runs: CampaignRun[];
}

export interface CampaignResult {
  people: number;
  with_list: number;
  opened: number;
  clicked: number;
  buyers: number;
  orders: number;
  units: number;
  revenue: Money[];
}

export interface CampaignDifference {
  currency?: string;
  finding: "too_few" | "undecided" | "more" | "less";
  // As a part of those held out; null while there are too few buyers.
  estimate: number | null;
  interval: { low: number; high: number } | null;
}

export interface CampaignDifferences {
  orders: CampaignDifference;
  revenue: CampaignDifference[];
}

export interface CampaignReportPart {
  of: string;
  difference_per_person: CampaignDifferences;
}

// Segments, and the products that were given to most people.
export interface CampaignParts {
  segments: CampaignReportPart[];
  products: CampaignReportPart[];
}

export interface CampaignReport {
  campaign: string;
  run: string;
  from: string;
  until: string;
  fewest_buyers: number;
  sent: CampaignResult;
  held_out: CampaignResult;
  difference_per_person: CampaignDifferences;
  parts: CampaignParts;
}
