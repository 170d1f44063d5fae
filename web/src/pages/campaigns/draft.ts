// A campaign as it is sent: what says nothing is left out.
import type { Campaign, CampaignCaps, CampaignProducts } from "../../api/campaign_types";
import { withoutSilence } from "../../same";

export const newCampaign: Campaign = { per_person: 5, caps: { stock: true }, uptake: 0.02, frequency_days: 7, holdout: 0.1, days: 28 };

function some<T extends object>(fields: T): T | null {
  return Object.keys(fields).length > 0 ? fields : null;
}

function sentCaps({ stock, product, groups }: CampaignCaps): CampaignCaps {
  return withoutSilence({ stock: stock || null, product: product ?? null, groups: groups?.map((cap) => withoutSilence(cap)) ?? null });
}

export function sent(draft: Campaign): Campaign {
  const products: CampaignProducts = withoutSilence({ ...draft.products });
  return withoutSilence({
    ...draft,
    people: draft.people?.segment ? draft.people : null,
    suppress: draft.suppress?.segment ? draft.suppress : null,
    products: some(products),
    caps: some(sentCaps({ ...draft.caps })),
  });
}
