// One campaign: its definition, its plan, its runs and what they brought.
import { useEffect, useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { pathOf } from "../../api/client";
import type { Campaign } from "../../api/campaign_types";
import { scenarioNames, segmentNames } from "../../api/names";
import { useDeed, useLeaveWarning, useLoad } from "../../load";
import { Button } from "../../parts/button";
import { Shown } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { Removal } from "../../parts/removal";
import { SaveRow } from "../../parts/save_row";
import { go, hashOf, useQuery } from "../../route";
import { same } from "../../same";
import { may, useSigned } from "../../session";
import { readStored, saveStored } from "../../stored";
import type { Stored } from "../../stored";
import { t } from "../../text/text";
import { CampaignFields } from "./campaign_fields";
import { newCampaign, sent } from "./draft";
import { Planning, Running } from "./planning";
import { Runs } from "./runs";
import { readRuns } from "./runs_of";

interface FormProps {
  shop: string;
  name: string;
  stored: Stored<Campaign>;
  onDirty: (dirty: boolean) => void;
  onSaved: (there: boolean) => void;
}

function CampaignForm({ shop, name, stored, onDirty, onSaved }: FormProps): ReactElement {
  const { account } = useSigned();
  const mayChange = may(account, "merchandise", shop);
  const [draft, setDraft] = useState<Campaign>(stored.value);
  const segments = useLoad(mayChange ? `segment names ${shop}` : null, () => segmentNames(shop));
  const scenarios = useLoad(mayChange ? `scenario names ${shop}` : null, () => scenarioNames(shop));
  const deed = useDeed();
  const changed = !same(sent(draft), sent(stored.value));
  const dirty = stored.etag === null || changed;
  useLeaveWarning(mayChange && changed);
  useEffect(() => onDirty(dirty), [dirty, onDirty]);
  function set(fields: Partial<Campaign>): void {
    deed.clear();
    setDraft((before) => ({ ...before, ...fields }));
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    deed.run(() => saveStored(shop, pathOf("campaigns", name), name, sent(draft), stored, onSaved));
  }
  return (
    <Card title={t("campaign")}>
      <form onSubmit={submit} noValidate>
        <CampaignFields shop={shop} draft={draft} problem={deed.problem} segments={segments.data ?? []} scenarios={scenarios.data ?? []} onChange={set} />
        {mayChange
          ? <SaveRow deed={deed} dirty={dirty} isNew={stored.etag === null} onDiscard={() => setDraft(stored.value)} onNewer={() => onSaved(true)} />
          : <p className="hint">{t("roleReads")}</p>}
      </form>
    </Card>
  );
}

export function CampaignEditor({ shop, name }: { shop: string; name: string }): ReactElement {
  const { account } = useSigned();
  const [query, change] = useQuery();
  const [turn, setTurn] = useState(0); // of saving: the form begins anew from what is stored
  const [dirty, setDirty] = useState(false);
  const [removing, setRemoving] = useState(false);
  const isNew = query["new"] !== undefined;
  const path = pathOf("campaigns", name);
  const list = hashOf(["shop", shop, "campaigns"]);
  const stored = useLoad(`campaign ${shop} ${name} ${turn} ${isNew}`, () => readStored<Campaign>(shop, path, isNew ? newCampaign : null));
  const runs = useLoad(isNew ? null : `runs ${shop} ${name}`, () => readRuns(shop, name));
  const mayRun = may(account, "merchandise", shop);
  function saved(there: boolean): void {
    if (!there) go(list);
    else change({ new: undefined });
    setTurn((before) => before + 1);
  }
  function done(run: string): void {
    change({ job: undefined, run });
    runs.reload();
  }
  return (
    <Page title={name} lead={t("campaignEditLead")} tools={
      <>
        <a className="button" href={list}>{t("campaigns")}</a>
        {mayRun && !isNew && stored.data && <Button onClick={() => setRemoving(true)}>{t("deleteCampaign")}</Button>}
      </>
    }>
      <div className="editor">
        <Shown of={stored}>{(read) => <CampaignForm key={`${turn} ${read.etag ?? ""}`} shop={shop} name={name} stored={read} onDirty={setDirty} onSaved={saved} />}</Shown>
        <div className="beside">
          <Planning shop={shop} name={name} unsaved={dirty || isNew} mayRun={mayRun} />
          {mayRun && <Running shop={shop} name={name} unsaved={dirty || isNew} runs={runs.data ?? []} onDone={done} />}
        </div>
      </div>
      {!isNew && <Shown of={runs}>{(read) => <Runs shop={shop} name={name} runs={read} />}</Shown>}
      {removing && <Removal shop={shop} path={path} name={name} title={t("deleteCampaign")} why={t("deleteCampaignWhy", { name })}
        done={t("campaignDeleted", { name })} goTo={list} onClose={() => setRemoving(false)} />}
    </Page>
  );
}
