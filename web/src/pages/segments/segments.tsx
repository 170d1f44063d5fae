// All groups of people with their sizes; a way to a new one, by a condition or by a file.
import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { get } from "../../api/client";
import type { ListedSegment, Segments as SegmentsAnswer } from "../../api/segment_types";
import { usePages } from "../../paged";
import type { PageOf } from "../../paged";
import { Button } from "../../parts/button";
import { SelectField, TextField } from "../../parts/field";
import { MoreButton } from "../../parts/more_button";
import { Empty, Shown } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { go, hashOf } from "../../route";
import { may, useSigned } from "../../session";
import { number } from "../../text/format";
import { plain, t } from "../../text/text";
import { conditionKinds } from "./conditions";
import { SegmentEditor } from "./editor";
import { Upload } from "./upload";

const kPage = 100;

type SegmentsPage = SegmentsAnswer & PageOf<ListedSegment>;

async function readSegments(shop: string, after?: string): Promise<SegmentsPage> {
  const page = await get<SegmentsAnswer>("/v1/segments", { shop, query: { limit: kPage, after } });
  return { ...page, rows: page.segments };
}

function NewSegment({ shop }: { shop: string }): ReactElement {
  const [from, setFrom] = useState("lapsed");
  const [name, setName] = useState("");
  const kinds = conditionKinds.filter((kind) => kind.id !== "segment");
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() !== "") go(hashOf(["shop", shop, "segments", name.trim()], { from }));
  }
  return (
    <Card title={t("newSegment")}>
      <form onSubmit={submit}>
        <div className="fields">
          <TextField label={t("newSegmentName")} hint={t("newSegmentHint")} value={name} onChange={setName} required />
          <SelectField label={t("beginWith")} value={from} onChange={setFrom}
            choices={[...kinds.map((kind) => ({ value: kind.id, text: plain(kind.title) })), { value: "empty", text: t("whoEmpty") }]} />
        </div>
        <div className="row"><Button type="submit" look="main">{t("begin")}</Button></div>
      </form>
    </Card>
  );
}

function SegmentTable({ shop, segments }: { shop: string; segments: readonly ListedSegment[] }): ReactElement {
  const columns: Column<ListedSegment>[] = [
    { title: t("segment"), cell: (row) => <><a href={hashOf(["shop", shop, "segments", row.name])}><bdi>{row.name}</bdi></a> <span className="hint"><bdi>{row.description}</bdi></span></> },
    { title: t("condition"), cell: (row) => <code className="words">{row.people}</code> },
    { title: t("peopleCount"), numeric: true, cell: (row) => row.size === null
      ? <span className="error">{t("cannotBeCounted", { why: row.error ?? "" })}</span> : number(row.size) },
  ];
  return <Table caption={t("segments")} columns={columns} rows={segments} keyOf={(row) => row.name} />;
}

function AllSegments({ shop }: { shop: string }): ReactElement {
  const { account } = useSigned();
  const mayChange = may(account, "merchandise", shop);
  const segments = usePages<ListedSegment, SegmentsPage>(`segments ${shop}`, (after) => readSegments(shop, after));
  return (
    <Page title={t("segments")} lead={t("segmentsLead")}>
      <Card title={t("segments")}>
        <Shown of={segments.first}>{(read) => read.segments.length === 0
          ? <Empty title={t("noSegments")}><p>{t("noSegmentsHint")}</p></Empty>
          : <SegmentTable shop={shop} segments={segments.rows} />
        }</Shown>
        <MoreButton of={segments} />
      </Card>
      {mayChange && <NewSegment shop={shop} />}
      {mayChange && <Upload shop={shop} />}
    </Page>
  );
}

export function Segments({ shop, more }: { shop: string; more: string[] }): ReactElement {
  const [name] = more;
  return name === undefined ? <AllSegments shop={shop} /> : <SegmentEditor key={name} shop={shop} name={name} />;
}
