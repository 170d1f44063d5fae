// One experiment: its definition, what it can find, its start and stop, and what it found.
import { useEffect, useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { get, pathOf } from "../../api/client";
import type { Experiment, StoredExperiment } from "../../api/experiment_types";
import type { Scenario } from "../../api/types";
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
import { newExperiment, sent } from "./draft";
import { ExperimentFields } from "./experiment_fields";
import { Reports } from "./report";
import { Starting } from "./starting";

interface FormProps {
  shop: string;
  stored: Stored<StoredExperiment>;
  onDirty: (dirty: boolean) => void;
  onSaved: (there: boolean) => void;
}

function ExperimentForm({ shop, stored, onDirty, onSaved }: FormProps): ReactElement {
  const { name, state, experiment } = stored.value;
  const running = state === "running";
  const { account } = useSigned();
  const mayChange = may(account, "merchandise", shop);
  const [draft, setDraft] = useState<Experiment>(experiment);
  const scenarios = useLoad(`scenarios ${shop}`, () => get<{ scenarios: Record<string, Scenario> }>("/v1/scenarios", { shop, query: { limit: 1000 } }));
  const deed = useDeed();
  const changed = !same(sent(draft), sent(experiment));
  const dirty = stored.etag === null || changed;
  useLeaveWarning(mayChange && changed);
  useEffect(() => onDirty(dirty), [dirty, onDirty]);
  function submit(event: FormEvent): void {
    event.preventDefault();
    deed.run(() => saveStored(shop, pathOf("experiments", name), name, sent(draft), { value: sent(experiment), etag: stored.etag }, onSaved));
  }
  return (
    <Card title={t("tried")}>
      <form onSubmit={submit} noValidate>
        <ExperimentFields shop={shop} draft={draft} scenarios={scenarios.data?.scenarios ?? {}} problem={deed.problem}
          onChange={(change) => { deed.clear(); setDraft(change); }} />
        {!mayChange ? <p className="hint">{t("roleReads")}</p>
          : running ? <p className="hint">{t("runningFixed")}</p>
          : <SaveRow deed={deed} dirty={dirty} isNew={stored.etag === null} onDiscard={() => setDraft(experiment)} onNewer={() => onSaved(true)} />}
      </form>
    </Card>
  );
}

export function ExperimentEditor({ shop, name }: { shop: string; name: string }): ReactElement {
  const { account } = useSigned();
  const mayChange = may(account, "merchandise", shop);
  const [query, change] = useQuery();
  const [turn, setTurn] = useState(0); // of changes: the form begins anew from what is stored
  const [dirty, setDirty] = useState(false);
  const [removing, setRemoving] = useState(false);
  const scenario = query["on"]; // of a new one
  const path = pathOf("experiments", name);
  const list = hashOf(["shop", shop, "experiments"]);
  const stored = useLoad(`experiment ${shop} ${name} ${turn} ${scenario ?? ""}`, () =>
    readStored<StoredExperiment>(shop, path, scenario === undefined ? null : newExperiment(name, scenario)));
  const read = stored.data?.value ?? null;
  const again = (): void => setTurn((before) => before + 1);
  function saved(there: boolean): void {
    if (!there) go(list);
    else change({ on: undefined });
    again();
  }
  return (
    <Page title={name} lead={t(read?.run ? "experimentRunLead" : "experimentEditLead")} tools={
      <>
        <a className="button" href={list}>{t("experiments")}</a>
        {mayChange && read && stored.data?.etag !== null && read.state !== "running" && <Button onClick={() => setRemoving(true)}>{t("deleteExperiment")}</Button>}
      </>
    }>
      {read && stored.data?.etag !== null && <Reports key={turn} shop={shop} name={name} scenario={read.experiment.scenario}
        last={read.run?.number ?? null} mayChange={mayChange} onChanged={again} />}
      <div className="editor">
        <Shown of={stored}>{(data) => <ExperimentForm key={`${turn} ${data.etag ?? ""}`} shop={shop} stored={data} onDirty={setDirty} onSaved={saved} />}</Shown>
        {read && <Starting shop={shop} stored={read} unsaved={dirty || scenario !== undefined} mayChange={mayChange} onChanged={again} />}
      </div>
      {removing && <Removal shop={shop} path={path} name={name} title={t("deleteExperiment")} why={t("deleteExperimentWhy", { name })}
        done={t("experimentDeleted", { name })} goTo={list} onClose={() => setRemoving(false)} />}
    </Page>
  );
}
