// The runs that are kept: the lists of one to download, and what it brought.
import { useState } from "react";
import type { ReactElement } from "react";
import type { CampaignRun } from "../../api/campaign_types";
import { LatePage } from "../../frame/late_page";
import { useDeed } from "../../load";
import { Button } from "../../parts/button";
import { SelectField, TextField } from "../../parts/field";
import { Empty, ProblemBox } from "../../parts/notice";
import { Card } from "../../parts/page";
import { useQuery } from "../../route";
import { may, useSigned } from "../../session";
import { date } from "../../text/format";
import { t } from "../../text/text";
import { downloadLists } from "./lists";
import type { ListsFormat, ListsGroup } from "./lists";
import { planSentence, PlanTable } from "./plan_table";
import { Report } from "./report";

function ListsOf({ shop, name, run }: { shop: string; name: string; run: string }): ReactElement {
  const [group, setGroup] = useState<ListsGroup>("sent");
  const [format, setFormat] = useState<ListsFormat>("csv");
  const [links, setLinks] = useState("");
  const deed = useDeed();
  return (
    <div className="stack">
      {deed.problem && <ProblemBox problem={deed.problem} />}
      <div className="fields">
        <SelectField label={t("listsOf")} value={group} onChange={setGroup} choices={[{ value: "sent", text: t("listsSent") }, { value: "held_out", text: t("listsHeldOut") }]} />
        <TextField label={t("trackedLinks")} hint={t("trackedLinksHint")} value={links} onChange={setLinks} placeholder="https://shop.example/mail" />
        <SelectField label={t("format")} value={format} onChange={setFormat} choices={[{ value: "csv", text: "CSV" }, { value: "ndjson", text: "NDJSON" }]} />
      </div>
      <div className="row"><Button look="main" busy={deed.busy} onClick={() => deed.run(() => downloadLists(shop, name, run, group, format, links.trim()))}>{t("downloadLists")}</Button></div>
    </div>
  );
}

export function Runs({ shop, name, runs }: { shop: string; name: string; runs: readonly CampaignRun[] }): ReactElement {
  const { account } = useSigned();
  const [query, change] = useQuery();
  const chosen = runs.find((each) => each.run === query["run"]) ?? runs[0];
  if (!chosen) return <Card title={t("runs")}><Empty title={t("noRuns")}><p>{t("noRunsHint")}</p></Empty></Card>;
  return (
    <>
      <Card title={t("theLists")}>
        <SelectField label={t("whichRun")} value={chosen.run} onChange={(run) => change({ run, to: undefined, attempt: undefined })}
          choices={runs.map((each) => ({ value: each.run, text: t("runOf", { run: each.run, date: date(each.at) }) }))} />
        <p>{planSentence(chosen.plan)}</p>
        <details>
          <summary>{t("details")}</summary>
          <PlanTable caption={`${t("whichRun")} ${chosen.run}`} plan={chosen.plan} before={null} />
        </details>
        <ListsOf key={chosen.run} shop={shop} name={name} run={chosen.run} />
      </Card>
      {may(account, "merchandise", shop) && (
        <LatePage>{({ Pushing }) => <Pushing key={chosen.run} shop={shop} name={name} run={chosen.run} />}</LatePage>
      )}
      <Report key={chosen.run} shop={shop} name={name} run={chosen.run} />
    </>
  );
}
