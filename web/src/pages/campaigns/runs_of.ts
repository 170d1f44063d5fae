// The runs of a campaign, and how it stands after the latest.
import { get, pathOf } from "../../api/client";
import type { CampaignRun, CampaignRuns } from "../../api/campaign_types";
import { date } from "../../text/format";
import { t } from "../../text/text";

const kDayMilliseconds = 86_400_000;
const kUsualDays = 28; // the server's, where a campaign names none

export async function readRuns(shop: string, name: string): Promise<CampaignRun[]> {
  return (await get<CampaignRuns>(`${pathOf("campaigns", name)}/runs`, { shop })).runs;
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
