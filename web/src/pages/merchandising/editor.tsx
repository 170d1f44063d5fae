// One scenario: its fields, what they would change, its versions.
import { useEffect, useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { ask, get, pathOf } from "../../api/client";
import { Problem } from "../../api/problem";
import type { DryRun, Scenario } from "../../api/types";
import { useDeed, useLeaveWarning, useLoad, useSettled } from "../../load";
import { Button } from "../../parts/button";
import { TypedConfirmation } from "../../parts/dialog";
import { ProblemBox, Shown } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { say } from "../../parts/toast";
import { go, hashOf, useQuery } from "../../route";
import { may, useSigned } from "../../session";
import { t } from "../../text/text";
import { sameScenario, sent, templates } from "./draft";
import { ScenarioFields } from "./scenario_fields";
import { Preview, Trial, usePreview } from "./trial";
import { DraftCard, readDraft, SaveDraft } from "./stored_draft";
import type { StoredDraft } from "./stored_draft";
import { readVersions, restoreVersion, Versions } from "./versions";

const kSettleMilliseconds = 300;

interface Stored {
  scenario: Scenario | null; // null: there is none of this name
  etag: string | null;
}

// One that was only just named is looked for in the list: asking for it would be a refused request each time.
async function isKnown(shop: string, name: string): Promise<boolean> {
  const page = await get<{ scenarios: Record<string, Scenario>; next: string | null }>("/v1/scenarios", { shop, query: { limit: 1000 } });
  return page.next !== null || name in page.scenarios;
}

async function readScenario(shop: string, name: string, justNamed: boolean): Promise<Stored> {
  if (justNamed && !(await isKnown(shop, name))) return { scenario: null, etag: null };
  try {
    const { data, etag } = await ask<Scenario>("GET", pathOf("scenarios", name), { shop });
    return { scenario: data, etag };
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return { scenario: null, etag: null };
    throw error;
  }
}

// 0: there is none.
function versionOf(stored: Stored): number {
  return stored.etag ? Number(stored.etag.replace(/"/g, "")) : 0;
}

interface FormProps {
  shop: string;
  name: string;
  stored: Stored;
  saved: StoredDraft | null;
  onSaved: () => void;
}

// Saves, and says so with a way back: to the version before, or to none.
async function save(shop: string, name: string, draft: Scenario, stored: Stored, onSaved: () => void): Promise<void> {
  const headers: Record<string, string> = stored.etag ? { "If-Match": stored.etag } : { "If-None-Match": "*" };
  const { data } = await ask<{ version: number; result: string }>("PUT", pathOf("scenarios", name), { shop, headers, body: sent(draft) });
  const before = versionOf(stored);
  async function takeBack(): Promise<void> {
    if (before === 0) await ask("DELETE", pathOf("scenarios", name), { shop });
    else await restoreVersion(shop, name, before);
    say(t("takenBack", { name }));
    onSaved();
  }
  if (data.result === "unchanged") say(t("unchanged", { name }));
  else say(t("published", { name, version: data.version }), () => void takeBack().catch(() => say(t("serverFault"))));
  onSaved();
}

function EditorForm({ shop, name, stored, saved, onSaved }: FormProps): ReactElement {
  const { account } = useSigned();
  const [query] = useQuery();
  const first = stored.scenario ?? (templates.find((each) => each.id === query["from"]) ?? templates[0])?.scenario ?? { list: "for-you" };
  const [draft, setDraft] = useState<Scenario>(first);
  const [lastRun, setLastRun] = useState<DryRun | null>(null);
  const settled = useSettled(draft, kSettleMilliseconds);
  const mayChange = may(account, "merchandise", shop);
  const preview = usePreview(shop, name, mayChange ? settled : null);
  const deed = useDeed();
  const dirty = stored.scenario === null || !sameScenario(draft, stored.scenario);
  const problem = deed.problem && deed.problem.errors.length > 0 ? deed.problem : preview.problem;
  useEffect(() => {
    if (preview.data) setLastRun(preview.data);
  }, [preview.data]);
  useLeaveWarning(dirty);

  function change(next: (before: Scenario) => Scenario): void {
    deed.clear();
    setDraft(next);
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    deed.run(() => save(shop, name, draft, stored, onSaved));
  }
  return (
    <div className="editor">
      {saved && mayChange && <DraftCard shop={shop} name={name} stored={saved} onOpen={(scenario) => change(() => scenario)} onChanged={onSaved} />}
      <Card title={t("what")}>
        <form onSubmit={submit} noValidate>
          <ScenarioFields shop={shop} draft={draft} problem={problem} onChange={change} />
          {deed.problem && <ProblemBox problem={deed.problem} />}
          {deed.problem?.status === 412 && <Button onClick={onSaved}>{t("takeNewer")}</Button>}
          {mayChange ? (
            <div className="row save-row">
              <Button type="submit" look="main" busy={deed.busy}>{t("publish")}</Button>
              {dirty && stored.scenario && <Button onClick={() => { deed.clear(); setDraft(first); }}>{t("discard")}</Button>}
              <span className="hint" role="status">{stored.scenario === null ? t("isNew") : dirty ? t("unsaved") : t("isLive", { version: versionOf(stored) })}</span>
            </div>
          ) : <p className="hint">{t("readOnly")}</p>}
        </form>
        {mayChange && dirty && <SaveDraft shop={shop} name={name} scenario={draft} base={versionOf(stored)} stored={saved} onSaved={onSaved} />}
      </Card>
      {mayChange && (
        <div className="beside">
          <Preview shop={shop} preview={preview} last={lastRun} />
          <Trial shop={shop} name={name} draft={draft} />
        </div>
      )}
    </div>
  );
}

function Removal({ shop, name, onClose }: { shop: string; name: string; onClose: () => void }): ReactElement {
  const deed = useDeed();
  function remove(): void {
    deed.run(async () => {
      await ask("DELETE", pathOf("scenarios", name), { shop });
      say(t("scenarioRemoved", { name }));
      go(hashOf(["shop", shop, "merchandising"]));
    });
  }
  return <TypedConfirmation title={t("deleteScenario")} why={t("deleteScenarioWhy", { name })} word={name} act={t("deleteScenario")} deed={deed} onConfirm={remove} onClose={onClose} />;
}

export function Editor({ shop, name }: { shop: string; name: string }): ReactElement {
  const { account } = useSigned();
  const [turn, setTurn] = useState(0); // of saving: the form begins anew from what is stored
  const [removing, setRemoving] = useState(false);
  const [query] = useQuery();
  const stored = useLoad(`scenario ${shop} ${name} ${turn}`, () => readScenario(shop, name, query["from"] !== undefined));
  const versions = useLoad(stored.data && (stored.data.scenario || !query["from"]) ? `versions ${shop} ${name} ${turn}` : null, () => readVersions(shop, name).catch(() => []));
  const saved = useLoad(may(account, "merchandise", shop) ? `draft ${shop} ${name} ${turn}` : null, () => readDraft(shop, name));
  const again = (): void => setTurn((before) => before + 1);
  const mayChange = may(account, "merchandise", shop);
  return (
    <Page title={name} lead={t("editLead")} tools={
      <>
        <a className="button" href={hashOf(["shop", shop, "merchandising"])}>{t("scenarios")}</a>
        {mayChange && stored.data?.scenario && <Button onClick={() => setRemoving(true)}>{t("deleteScenario")}</Button>}
      </>
    }>
      <Shown of={stored}>{(read) => <EditorForm key={turn} shop={shop} name={name} stored={read} saved={saved.data} onSaved={again} />}</Shown>
      {versions.data && versions.data.length > 0 && <Versions shop={shop} name={name} versions={versions} mayChange={mayChange} onRestored={again} />}
      {removing && <Removal shop={shop} name={name} onClose={() => setRemoving(false)} />}
    </Page>
  );
}
