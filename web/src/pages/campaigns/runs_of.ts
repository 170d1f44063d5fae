// The runs of a campaign, and how it stands after the latest.
import { get, pathOf } from "../../api/client";
import type { Campaign, CampaignRun, CampaignRuns, Campaigns } from "../../api/campaign_types";
import { mapAtOnce } from "../../api/pool";
import { date } from "../../text/format";
import { t } from "../../text/text";

const kDayMilliseconds = 86_400_000;
const kUsualDays = 28; // the server's, where a campaign names none

export async function readRuns(shop: string, name: string): Promise<CampaignRun[]> {
  return (await get<CampaignRuns>(`${pathOf("campaigns", name)}/runs`, { shop })).runs;
}

export interface CampaignWithRuns {
  name: string;
  campaign: Campaign;
  runs: CampaignRun[];
}

export async function readCampaigns(shop: string): Promise<CampaignWithRuns[]> {
  const { campaigns } = await get<Campaigns>("/v1/campaigns", { shop });
  return mapAtOnce(Object.entries(campaigns), async ([name, campaign]) => ({ name, campaign, runs: await readRuns(shop, name) }));
}

// When the orders of a run no longer count.
export function endOf(run: CampaignRun): Date {
  return new Date(new Date(run.at).getTime() + (run.campaign.days ?? kUsualDays) * kDayMilliseconds);
}

export function stateOf(runs: readonly CampaignRun[]): string {
  const [latest] = runs;
  if (!latest) return t("neverRun");
  const end = endOf(latest);
  if (new Date(latest.at) > new Date()) return t("runFor", { date: date(latest.at) });
  return end > new Date() ? t("runCounting", { date: date(latest.at), until: date(end) }) : t("runOver", { date: date(latest.at) });
}
