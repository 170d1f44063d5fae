// One segment: its condition, how many people it means while it is typed, and who they are.
import { useEffect, useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { pathOf } from "../../api/client";
import { segmentNames } from "../../api/names";
import type { Segment, SegmentSizes } from "../../api/segment_types";
import { readVocabulary } from "../../api/vocabulary";
import { useDeed, useLeaveWarning, useLoad } from "../../load";
import { Button } from "../../parts/button";
import { ExpressionField } from "../../parts/expression_field";
import { TextField } from "../../parts/field";
import { Shown } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { Removal } from "../../parts/removal";
import { SaveRow } from "../../parts/save_row";
import { go, hashOf, useQuery } from "../../route";
import { same, withoutSilence } from "../../same";
import { may, useSigned } from "../../session";
import { readStored, saveStored } from "../../stored";
import type { Stored } from "../../stored";
import { t } from "../../text/text";
import { currencyOf, ConditionForm } from "./condition_form";
import { conditionKinds, listsIn, peopleWords } from "./conditions";
import { People, UploadedList } from "./members";
import { OverlapCard, SizeCard, useSizes } from "./sizes";

// A new one begins with the condition that its address names, in the shop's currency.
async function readSegment(shop: string, name: string, from: string | undefined): Promise<Stored<Segment>> {
  if (from === undefined) return readStored<Segment>(shop, pathOf("segments", name), null);
  const kind = conditionKinds.find((each) => each.id === from);
  const people = kind ? kind.text(kind.begin, currencyOf(await readVocabulary(shop))) : "";
  return { value: { people }, etag: null };
}

interface FormProps {
  shop: string;
  name: string;
  stored: Stored<Segment>;
  onSaved: (there: boolean) => void;
}

function SegmentForm({ shop, name, stored, onSaved }: FormProps): ReactElement {
  const { account } = useSigned();
  const mayChange = may(account, "merchandise", shop);
  const [query, change] = useQuery();
  const other = query["with"] ?? "";
  const [draft, setDraft] = useState<Segment>(stored.value);
  const [last, setLast] = useState<SegmentSizes | null>(null);
  const names = useLoad(`segment names ${shop}`, () => segmentNames(shop));
  const vocabulary = useLoad(`vocabulary ${shop}`, () => readVocabulary(shop));
  const sizes = useSizes(shop, draft.people, other);
  const deed = useDeed();
  const changed = !same(withoutSilence(draft), withoutSilence(stored.value));
  const dirty = stored.etag === null || changed;
  useLeaveWarning(mayChange && changed);
  useEffect(() => {
    if (sizes.data) setLast(sizes.data);
  }, [sizes.data]);
  const others = (names.data ?? []).filter((each) => each !== name);
  const refusal = deed.problem?.at("/people") ?? sizes.problem?.at("/people");
  function set(fields: Partial<Segment>): void {
    deed.clear();
    setDraft((before) => ({ ...before, ...fields }));
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    deed.run(() => saveStored(shop, pathOf("segments", name), name, withoutSilence(draft), stored, onSaved));
  }
  return (
    <div className="editor">
      <Card title={t("whoBelongs")}>
        <form onSubmit={submit} noValidate>
          <ExpressionField shop={shop} label={t("condition")} hint={t("conditionHint")} value={draft.people} onChange={(people) => set({ people })}
            words={[...peopleWords, ...others.map((each) => JSON.stringify(each))]} error={refusal} />
          <ConditionForm people={draft.people} segments={others} vocabulary={vocabulary.data} onChange={(people) => set({ people })} />
          <TextField label={t("segmentDescription")} value={draft.description ?? ""} onChange={(description) => set({ description })} error={deed.problem?.at("/description")} />
          {mayChange
            ? <SaveRow deed={deed} dirty={dirty} isNew={stored.etag === null} onDiscard={() => set(stored.value)} onNewer={() => onSaved(true)} />
            : <p className="hint">{t("roleReads")}</p>}
        </form>
      </Card>
      <div className="beside">
        <SizeCard sizes={sizes} last={last} empty={draft.people.trim() === ""} />
        <OverlapCard name={name} others={others} other={other} sizes={sizes.data ?? last} onChoose={(next) => change({ with: next })} />
      </div>
    </div>
  );
}

export function SegmentEditor({ shop, name }: { shop: string; name: string }): ReactElement {
  const { account } = useSigned();
  const [query] = useQuery();
  const [turn, setTurn] = useState(0); // of saving: the form begins anew from what is stored
  const [removing, setRemoving] = useState(false);
  const isNew = query["from"] !== undefined;
  const stored = useLoad(`segment ${shop} ${name} ${turn} ${query["from"] ?? ""}`, () => readSegment(shop, name, query["from"]));
  const list = hashOf(["shop", shop, "segments"]);
  function saved(there: boolean): void {
    if (!there) go(list);
    else if (isNew) go(hashOf(["shop", shop, "segments", name]));
    setTurn((before) => before + 1);
  }
  return (
    <Page title={name} lead={t("segmentEditLead")} tools={
      <>
        <a className="button" href={list}>{t("segments")}</a>
        {!isNew && stored.data && may(account, "merchandise", shop) && <Button onClick={() => setRemoving(true)}>{t("deleteSegment")}</Button>}
      </>
    }>
      <Shown of={stored}>{(read) => <SegmentForm key={`${turn} ${read.etag ?? ""}`} shop={shop} name={name} stored={read} onSaved={saved} />}</Shown>
      {!isNew && stored.data && listsIn(stored.data.value.people).map((each) => <UploadedList key={each} shop={shop} name={each} />)}
      {!isNew && stored.data && may(account, "privacy", shop) && <People key={turn} shop={shop} name={name} />}
      {removing && <Removal shop={shop} path={pathOf("segments", name)} name={name} title={t("deleteSegment")} why={t("deleteSegmentWhy", { name })}
        done={t("segmentDeleted", { name })} goTo={list} onClose={() => setRemoving(false)} />}
    </Page>
  );
}
