// All campaigns with how they stand, and a way to a new one.
import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import type { Campaign } from "../../api/campaign_types";
import { useLoad } from "../../load";
import { Button } from "../../parts/button";
import { TextField } from "../../parts/field";
import { Empty, Shown } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { go, hashOf } from "../../route";
import { may, useSigned } from "../../session";
import { t } from "../../text/text";
import { CampaignEditor } from "./editor";
import { readCampaigns, stateOf } from "./runs_of";
import type { CampaignWithRuns } from "./runs_of";

function NewCampaign({ shop }: { shop: string }): ReactElement {
  const [name, setName] = useState("");
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() !== "") go(hashOf(["shop", shop, "campaigns", name.trim()], { new: "yes" }));
  }
  return (
    <Card title={t("newCampaign")}>
      <form onSubmit={submit}>
        <div className="with-button">
          <TextField label={t("newCampaignName")} hint={t("newCampaignHint")} value={name} onChange={setName} required />
          <Button type="submit" look="main">{t("begin")}</Button>
        </div>
      </form>
    </Card>
  );
}

function productsOf({ products }: Campaign): ReactElement | string {
  if (products?.filter) return <code className="words">{products.filter}</code>;
  return products?.ids?.length ? t("chosenProducts", { count: products.ids.length }) : t("allProducts");
}

function CampaignTable({ shop, campaigns }: { shop: string; campaigns: readonly CampaignWithRuns[] }): ReactElement {
  const columns: Column<CampaignWithRuns>[] = [
    { title: t("campaign"), cell: ({ name }) => <a href={hashOf(["shop", shop, "campaigns", name])}><bdi>{name}</bdi></a> },
    { title: t("toWhom"), cell: ({ campaign }) => campaign.people
      ? <a href={hashOf(["shop", shop, "segments", campaign.people.segment])}><bdi>{campaign.people.segment}</bdi></a> : t("everybody") },
    { title: t("whichProducts"), cell: ({ campaign }) => productsOf(campaign) },
    { title: t("state"), cell: ({ runs }) => stateOf(runs) },
  ];
  return <Table caption={t("campaigns")} columns={columns} rows={campaigns} keyOf={({ name }) => name} />;
}

function AllCampaigns({ shop }: { shop: string }): ReactElement {
  const { account } = useSigned();
  const campaigns = useLoad(`campaigns ${shop}`, () => readCampaigns(shop));
  return (
    <Page title={t("campaigns")} lead={t("campaignsLead")}>
      <Card title={t("campaigns")}>
        <Shown of={campaigns}>{(read) => read.length === 0
          ? <Empty title={t("noCampaigns")}><p>{t("noCampaignsHint")}</p></Empty>
          : <CampaignTable shop={shop} campaigns={read} />
        }</Shown>
      </Card>
      {may(account, "merchandise", shop) && <NewCampaign shop={shop} />}
    </Page>
  );
}

export function Campaigns({ shop, more }: { shop: string; more: string[] }): ReactElement {
  const [name] = more;
  return name === undefined ? <AllCampaigns shop={shop} /> : <CampaignEditor key={name} shop={shop} name={name} />;
}
