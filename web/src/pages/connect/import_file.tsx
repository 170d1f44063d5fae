// A file from this computer into the shop. The zone takes a drop and holds an ordinary file input, so that keys alone
// and readers of screens get as far.
import { useRef, useState } from "react";
import type { DragEvent, FormEvent, ReactElement } from "react";
import { ask } from "../../api/client";
import type { Imported } from "../../api/import_types";
import { useDeed } from "../../load";
import type { Deed } from "../../load";
import { Button } from "../../parts/button";
import { Checkbox, Field, SelectField } from "../../parts/field";
import { ProblemBox } from "../../parts/notice";
import { Card } from "../../parts/page";
import { may, useSigned } from "../../session";
import { plain, t } from "../../text/text";
import type { PlainWord } from "../../text/text";
import { guess, importFormats, importKinds, isPacked } from "./import_choice";
import type { ImportFormat, ImportKind } from "./import_choice";
import { ImportResult } from "./import_result";

const kTypes = ".csv,.tsv,.txt,.ndjson,.jsonl,.json,.xml,.rss,.gz";
// A server that refuses a larger body hangs up while the browser still sends, and the browser then knows no answer.
const kSurelyRead = 1_000_000;

const kindWords: Record<ImportKind, PlainWord> = { products: "importProducts", users: "importUsers", orders: "importOrders" };
const formatWords: Record<ImportFormat, PlainWord> = { csv: "importCsv", ndjson: "importNdjson", "google-feed": "importGoogle" };

interface Choice {
  kind: ImportKind;
  format: ImportFormat;
  all: boolean;
}

async function send(shop: string, file: File, choice: Choice, confirm: boolean): Promise<Imported> {
  const all = choice.all && choice.kind === "products";
  const query = { kind: choice.kind, format: choice.format, full_sync: all ? 1 : undefined, confirm: all && confirm ? 1 : undefined };
  const headers: Record<string, string> = isPacked(file.name) ? { "Content-Encoding": "gzip" } : {};
  return (await ask<Imported>("POST", "/v1/imports", { shop, query, headers, file })).data;
}

function Zone({ onFile, error }: { onFile: (file: File | null) => void; error: string | undefined }): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  function take(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const files = event.dataTransfer.files;
    if (files.length === 0) return;
    if (input.current) input.current.files = files; // so that the input names the file too
    onFile(files[0] ?? null);
  }
  function hover(event: DragEvent): void {
    event.preventDefault();
    setOver(true);
  }
  return (
    <div className={over ? "drop over" : "drop"} onDragOver={hover} onDragLeave={() => setOver(false)} onDrop={take}>
      <Field label={t("importDrop")} hint={t("importDropHint")} error={error}>
        {(described) => <input {...described} ref={input} type="file" accept={kTypes} onChange={(event) => onFile(event.target.files?.[0] ?? null)} />}
      </Field>
    </div>
  );
}

function Choices({ choice, kinds, onChange }: { choice: Choice; kinds: readonly ImportKind[]; onChange: (next: Choice) => void }): ReactElement {
  return (
    <>
      <div className="fields">
        <SelectField label={t("importKind")} value={choice.kind} onChange={(kind) => onChange({ ...choice, kind })}
          choices={kinds.map((value) => ({ value, text: plain(kindWords[value]) }))} />
        <SelectField label={t("importFormat")} hint={t("importFormatHint")} value={choice.format}
          onChange={(format) => onChange({ ...choice, format })}
          choices={importFormats.map((value) => ({ value, text: plain(formatWords[value]) }))} />
      </div>
      {choice.kind === "products" && (
        <div>
          <Checkbox label={t("importAll")} checked={choice.all} onChange={(all) => onChange({ ...choice, all })} />
          <p className="hint">{t("importAllHint")}</p>
        </div>
      )}
    </>
  );
}

function Trouble({ deed: { problem }, file }: { deed: Deed; file: File | null }): ReactElement | null {
  if (!problem) return null;
  const tooLarge = problem.status === 413 || (problem.status === 0 && file !== null && file.size > kSurelyRead);
  if (!tooLarge) return <ProblemBox problem={problem} />;
  return (
    <div className="problem" role="alert">
      <strong>{t("importTooLarge")}</strong>
      <p className="words">{t("importTooLargeHint", { detail: problem.status === 413 ? problem.detail : "" })}</p>
    </div>
  );
}

export function ImportFile({ shop }: { shop: string }): ReactElement {
  const { account } = useSigned();
  const kinds = importKinds.filter((kind) => kind === "products" || may(account, "admin", shop));
  const [file, setFile] = useState<File | null>(null);
  const [missing, setMissing] = useState(false);
  const [choice, setChoice] = useState<Choice>({ kind: "products", format: "csv", all: false });
  const [done, setDone] = useState<{ of: string; result: Imported } | null>(null);
  const deed = useDeed();
  if (!may(account, "merchandise", shop)) return <Card title={t("importTitle")}><p>{t("importNoRight")}</p></Card>;
  function choose(chosen: File | null): void {
    setFile(chosen);
    setMissing(false);
    setDone(null);
    deed.clear();
    if (chosen) setChoice({ ...choice, ...guess(chosen.name, kinds) });
  }
  function run(confirm: boolean): void {
    setMissing(file === null);
    if (file === null) return;
    setDone(null);
    deed.run(async () => setDone({ of: file.name, result: await send(shop, file, choice, confirm) }));
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    run(false);
  }
  return (
    <Card title={t("importTitle")}>
      <p className="hint">{t("importLead")}</p>
      <form onSubmit={submit}>
        <Zone onFile={choose} error={missing ? t("importNoFile") : undefined} />
        <Choices choice={choice} kinds={kinds} onChange={setChoice} />
        <div className="row"><Button type="submit" look="main" busy={deed.busy}>{t("importAct")}</Button></div>
        {deed.busy && file && <p role="status"><progress aria-label={t("importWorking", { name: file.name })} /> <span className="hint">{t("importWorking", { name: file.name })}</span></p>}
      </form>
      <Trouble deed={deed} file={file} />
      {done && <ImportResult file={done.of} done={done.result} busy={deed.busy} onConfirm={() => run(true)} />}
    </Card>
  );
}
