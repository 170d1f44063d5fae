// A scenario's draft: what may go live later, by hand or at a time.
import { useState } from "react";
import type { ReactElement } from "react";
import { ask, get, pathOf } from "../../api/client";
import type { Scenario, ScenarioDraft, ScenarioDrafts } from "../../api/types";
import { useDeed } from "../../load";
import { Button } from "../../parts/button";
import { TextField } from "../../parts/field";
import { ProblemBox } from "../../parts/notice";
import { Card } from "../../parts/page";
import { say } from "../../parts/toast";
import { moment } from "../../text/format";
import { t } from "../../text/text";
import { sent } from "./draft";
import { momentOf } from "./moments";

export interface StoredDraft {
  draft: ScenarioDraft;
  etag: string | null;
}

function pathOfDraft(name: string): string {
  return `${pathOf("scenarios", name)}/draft`;
}

// A draft that is not there is looked for in the list: asking for it would be a refused request each time.
export async function readDraft(shop: string, name: string): Promise<StoredDraft | null> {
  const { drafts } = await get<ScenarioDrafts>("/v1/drafts", { shop });
  if (!drafts.some((each) => each.name === name)) return null;
  const { data, etag } = await ask<ScenarioDraft>("GET", pathOfDraft(name), { shop });
  return { draft: data, etag };
}

interface SaveProps {
  shop: string;
  name: string;
  scenario: Scenario;
  base: number; // the version that the form was begun from; 0: none
  stored: StoredDraft | null;
  onSaved: () => void;
}

export function SaveDraft({ shop, name, scenario, base, stored, onSaved }: SaveProps): ReactElement {
  const [at, setAt] = useState("");
  const deed = useDeed();
  function save(): void {
    deed.run(async () => {
      const headers: Record<string, string> = stored?.etag ? { "If-Match": stored.etag } : { "If-None-Match": "*" };
      const publishAt = at === "" ? null : momentOf(at) ?? null;
      await ask("PUT", pathOfDraft(name), { shop, headers, body: { scenario: sent(scenario), publish_at: publishAt, base_version: base } });
      say(publishAt ? t("draftPlanned", { at: moment(publishAt) }) : t("draftSaved"));
      onSaved();
    });
  }
  return (
    <div className="row save-row">
      <TextField label={t("publishAt")} hint={t("publishAtHint")} type="datetime-local" value={at} onChange={setAt} error={deed.problem?.at("/publish_at")} />
      <Button busy={deed.busy} onClick={save}>{t("saveDraft")}</Button>
      {deed.problem && !deed.problem.at("/publish_at") && <ProblemBox problem={deed.problem} onAgain={onSaved} />}
    </div>
  );
}

interface CardProps {
  shop: string;
  name: string;
  stored: StoredDraft;
  onOpen: (scenario: Scenario) => void;
  onChanged: () => void;
}

export function DraftCard({ shop, name, stored, onOpen, onChanged }: CardProps): ReactElement {
  const deed = useDeed();
  const { draft, etag } = stored;
  function publish(): void {
    deed.run(async () => {
      const { data } = await ask<{ version: number }>("POST", `${pathOfDraft(name)}/publish`, { shop });
      say(t("published", { name, version: data.version }));
      onChanged();
    });
  }
  function remove(): void {
    deed.run(async () => {
      await ask("DELETE", pathOfDraft(name), { shop, headers: etag ? { "If-Match": etag } : {} });
      say(t("draftDeleted"));
      onChanged();
    });
  }
  return (
    <Card title={t("storedDraft")}>
      <p>{t("draftOf", { by: draft.saved_by, at: moment(draft.saved_at) })}</p>
      {draft.publish_at && <p>{t("draftPlanned", { at: moment(draft.publish_at) })}</p>}
      {draft.overtaken && <p className="error">{t("draftOvertaken")}</p>}
      {draft.failure && <p className="error">{t("draftFailed", { why: draft.failure })}</p>}
      {deed.problem && <ProblemBox problem={deed.problem} onAgain={onChanged} />}
      <div className="row">
        {draft.scenario && <Button onClick={() => onOpen(draft.scenario as Scenario)}>{t("openDraft")}</Button>}
        <Button look="main" busy={deed.busy} onClick={publish}>{t("publishDraft")}</Button>
        <Button busy={deed.busy} onClick={remove}>{t("deleteDraft")}</Button>
      </div>
    </Card>
  );
}
