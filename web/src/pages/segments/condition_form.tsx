// Writes a condition for somebody who does not know the words.
import { useId, useState } from "react";
import type { ReactElement } from "react";
import type { Vocabulary } from "../../api/vocabulary";
import { Button } from "../../parts/button";
import { Field, SelectField, TextField } from "../../parts/field";
import { plain, t } from "../../text/text";
import type { PlainWord } from "../../text/text";
import { conditionKinds, joined, joins } from "./conditions";
import type { ConditionField, ConditionKind, Join, Values } from "./conditions";

const joinWords: Record<Join, PlainWord> = { and: "joinAnd", or: "joinOr", "and not": "joinAndNot" };

interface ConditionFormProps {
  people: string;
  segments: readonly string[]; // the others
  vocabulary: Vocabulary | null;
  onChange: (people: string) => void;
}

export function currencyOf(vocabulary: Vocabulary | null): string {
  return vocabulary?.currency || "EUR";
}

function CategoryField({ value, categories, onChange }: { value: string; categories: readonly string[]; onChange: (value: string) => void }): ReactElement {
  const list = useId();
  return (
    <Field label={t("fieldCategory")}>
      {(described) => (
        <>
          <input {...described} list={list} value={value} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
          <datalist id={list}>{categories.map((category) => <option key={category} value={category} />)}</datalist>
        </>
      )}
    </Field>
  );
}

function ConditionFields({ kind, values, segments, vocabulary, onChange }: Omit<ConditionFormProps, "people" | "onChange"> & {
  kind: ConditionKind; values: Values; onChange: (values: Values) => void;
}): ReactElement {
  const labels: Record<Exclude<ConditionField, "category" | "segment">, string> = {
    days: t("fieldDays"), count: t("fieldCount"), amount: t("fieldAmount", { currency: currencyOf(vocabulary) }), share: t("fieldShare"),
  };
  return (
    <>
      {(Object.keys(kind.begin) as ConditionField[]).map((name) => {
        const value = values[name] ?? "";
        const set = (next: string): void => onChange({ ...values, [name]: next });
        if (name === "category") return <CategoryField key={name} value={value} categories={vocabulary?.categories ?? []} onChange={set} />;
        if (name === "segment") return <SelectField key={name} label={t("fieldSegment")} value={value} onChange={set} choices={segments.map((each) => ({ value: each, text: each }))} />;
        return <TextField key={name} label={labels[name]} type="number" value={value} onChange={set} />;
      })}
    </>
  );
}

export function ConditionForm({ people, segments, vocabulary, onChange }: ConditionFormProps): ReactElement {
  const kinds = conditionKinds.filter((kind) => kind.id !== "segment" || segments.length > 0);
  const [id, setId] = useState("lapsed");
  const [join, setJoin] = useState<Join>("and");
  const kind = kinds.find((each) => each.id === id) ?? kinds[0] as ConditionKind;
  const begun = (of: ConditionKind): Values => (of.id === "segment" ? { segment: segments[0] ?? "" } : of.begin);
  const [values, setValues] = useState<Values>(begun(kind));
  function choose(next: string): void {
    setId(next);
    setValues(begun(kinds.find((each) => each.id === next) ?? kind));
  }
  const full = Object.keys(kind.begin).every((name) => name === "category" || values[name as ConditionField]);
  return (
    <fieldset>
      <legend>{t("addCondition")}</legend>
      <div className="fields">
        {people.trim() !== "" && <SelectField label={t("conditionJoin")} value={join} onChange={setJoin} choices={joins.map((each) => ({ value: each, text: plain(joinWords[each]) }))} />}
        <SelectField label={t("conditionKind")} value={kind.id} onChange={choose} choices={kinds.map((each) => ({ value: each.id, text: plain(each.title) }))} />
        <ConditionFields kind={kind} values={values} segments={segments} vocabulary={vocabulary} onChange={setValues} />
      </div>
      <div className="row"><Button disabled={!full} onClick={() => onChange(joined(people, join, kind.text(values, currencyOf(vocabulary))))}>{t("add")}</Button></div>
    </fieldset>
  );
}
