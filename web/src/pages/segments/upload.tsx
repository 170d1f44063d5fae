// A list of people from a file. A long one is sent in parts: the first replaces or adds, the others add.
import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { ask, pathOf } from "../../api/client";
import type { Lines } from "../../api/client";
import { segmentNames } from "../../api/names";
import { Problem } from "../../api/problem";
import type { PeopleList } from "../../api/segment_types";
import { useDeed } from "../../load";
import { Button } from "../../parts/button";
import { Field, SelectField, TextField } from "../../parts/field";
import { ProblemBox } from "../../parts/notice";
import { Card } from "../../parts/page";
import { say } from "../../parts/toast";
import { go, hashOf } from "../../route";
import { t } from "../../text/text";

const kLinesOfPart = 50_000;

type Mode = "replace" | "add";

function partsOf(text: string): Lines[] {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/).filter((line) => line.trim() !== "");
  const csv = !(lines[0] ?? "").trimStart().startsWith("{");
  const head = csv ? lines.slice(0, 1) : [];
  const rows = csv ? lines.slice(1) : lines;
  const parts: Lines[] = [];
  for (let at = 0; at === 0 || at < rows.length; at += kLinesOfPart) {
    const some = rows.slice(at, at + kLinesOfPart);
    parts.push({ text: [...head, ...some].join("\n") + "\n", type: csv ? "text/csv" : "application/x-ndjson" });
  }
  return parts;
}

// A list alone is seen nowhere: it gets a segment of its name, unless there is one. The names are looked at first to
// spare a refused request; they are not all of a shop with very many.
async function makeSegment(shop: string, name: string): Promise<void> {
  if ((await segmentNames(shop)).includes(name)) return;
  try {
    await ask("PUT", pathOf("segments", name), { shop, headers: { "If-None-Match": "*" }, body: { people: `in_file("${name}")` } });
  } catch (error) {
    if (!(error instanceof Problem && error.status === 412)) throw error;
  }
}

async function send(shop: string, name: string, mode: Mode, parts: readonly Lines[], tell: (done: number) => void): Promise<number> {
  let people = 0;
  for (const [index, lines] of parts.entries()) {
    const method = index === 0 && mode === "replace" ? "PUT" : "POST";
    people = (await ask<PeopleList>(method, `${pathOf("segments", name)}/members`, { shop, lines })).data.people;
    tell(index + 1);
  }
  return people;
}

export function Upload({ shop }: { shop: string }): ReactElement {
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState("");
  const [mode, setMode] = useState<Mode>("replace");
  const [missing, setMissing] = useState(false);
  const [sent, setSent] = useState<{ done: number; all: number } | null>(null);
  const deed = useDeed();
  function choose(chosen: File | null): void {
    setFile(chosen);
    setMissing(false);
    if (chosen && name === "") setName(chosen.name.replace(/\.\w+$/, ""));
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    setMissing(file === null);
    if (file === null) return;
    deed.run(async () => {
      const parts = partsOf(await file.text());
      const count = await send(shop, name.trim(), mode, parts, (done) => setSent({ done: done * kLinesOfPart, all: parts.length * kLinesOfPart }));
      await makeSegment(shop, name.trim());
      say(t("uploadDone", { count, name: name.trim() }));
      go(hashOf(["shop", shop, "segments", name.trim()]));
    });
  }
  return (
    <Card title={t("upload")}>
      <p className="hint">{t("uploadLead")}</p>
      <form onSubmit={submit}>
        {deed.problem && <ProblemBox problem={deed.problem} />}
        <div className="fields">
          <Field label={t("uploadFile")} error={missing ? t("uploadNoFile") : undefined}>
            {(described) => <input {...described} type="file" accept=".csv,.ndjson,.jsonl,.txt,text/csv" onChange={(event) => choose(event.target.files?.[0] ?? null)} />}
          </Field>
          <TextField label={t("uploadName")} value={name} onChange={setName} required />
          <SelectField label={t("uploadMode")} value={mode} onChange={setMode} choices={[{ value: "replace", text: t("uploadReplace") }, { value: "add", text: t("uploadAdd") }]} />
        </div>
        <div className="row">
          <Button type="submit" busy={deed.busy}>{t("uploadAct")}</Button>
          {deed.busy && sent && sent.all > kLinesOfPart && <span className="hint" role="status">{t("uploadPart", sent)}</span>}
        </div>
      </form>
    </Card>
  );
}
