// Who belongs to a segment, page by page, and the uploaded lists that it asks for.
import { useState } from "react";
import type { ReactElement } from "react";
import { ask, get, pathOf } from "../../api/client";
import type { ListedPerson, PeopleList, SegmentPeople } from "../../api/segment_types";
import { useDeed, useLoad } from "../../load";
import { usePages } from "../../paged";
import type { PageOf } from "../../paged";
import { Button } from "../../parts/button";
import { TypedConfirmation } from "../../parts/dialog";
import { csvOf, keepFile } from "../../parts/download";
import { MoreButton } from "../../parts/more_button";
import { Empty, ProblemBox, Shown } from "../../parts/notice";
import { Card } from "../../parts/page";
import { say } from "../../parts/toast";
import { go, hashOf } from "../../route";
import { may, useSigned } from "../../session";
import { ago } from "../../text/format";
import { t } from "../../text/text";

const kPage = 50;
const kPageOfFile = 10_000;

type PeoplePage = SegmentPeople & PageOf<ListedPerson>;

async function readPeople(shop: string, name: string, limit: number, after?: string): Promise<PeoplePage> {
  const page = await get<SegmentPeople>(`${pathOf("segments", name)}/people`, { shop, query: { limit, after } });
  return { ...page, rows: page.people };
}

async function downloadPeople(shop: string, name: string): Promise<void> {
  const lines: string[][] = [["user_id", "email_hash"]];
  let after: string | undefined;
  do {
    const page = await readPeople(shop, name, kPageOfFile, after);
    lines.push(...page.people.map((person) => [person.user_id ?? "", person.email_hash ?? ""]));
    after = page.next ?? undefined;
  } while (after !== undefined);
  keepFile(`${name}.csv`, csvOf(lines), "text/csv");
}

function Member({ shop, person: { user_id: id, email_hash: hash = "" } }: { shop: string; person: ListedPerson }): ReactElement {
  if (id) return <li><a href={hashOf(["shop", shop, "explorer", "person", id])}><bdi>{id}</bdi></a></li>;
  return <li title={t("guestByMail")}><code>{hash.slice(0, 12)}…</code> <span className="unseen">{t("guestByMail")}</span></li>;
}

export function People({ shop, name }: { shop: string; name: string }): ReactElement {
  const people = usePages<ListedPerson, PeoplePage>(`people of ${shop} ${name}`, (after) => readPeople(shop, name, kPage, after));
  const deed = useDeed();
  const some = (people.first.data?.size ?? 0) > 0;
  return (
    <Card title={t("segmentPeopleCard")} tools={some && <Button busy={deed.busy} onClick={() => deed.run(() => downloadPeople(shop, name))}>{t("peopleCsv")}</Button>}>
      {deed.problem && <ProblemBox problem={deed.problem} />}
      <Shown of={people.first}>{(read) => read.size === 0
        ? <Empty title={t("nobodyBelongs")}><p>{t("nobodyBelongsHint")}</p></Empty>
        : <ul className="names">{people.rows.map((person) => <Member key={person.user_id ?? person.email_hash} shop={shop} person={person} />)}</ul>
      }</Shown>
      <MoreButton of={people} />
    </Card>
  );
}

export function UploadedList({ shop, name }: { shop: string; name: string }): ReactElement {
  const { account } = useSigned();
  const path = `${pathOf("segments", name)}/members`;
  const list = useLoad(`list ${shop} ${name}`, () => get<PeopleList>(path, { shop }));
  const [doomed, setDoomed] = useState(false);
  const deed = useDeed();
  function forget(): void {
    deed.run(async () => {
      await ask("DELETE", path, { shop });
      say(t("listForgotten", { name }));
      go(hashOf(["shop", shop, "segments"]));
    });
  }
  return (
    <Card title={t("uploadedList", { name })} tools={list.data && may(account, "merchandise", shop) && <Button onClick={() => setDoomed(true)}>{t("forgetList")}</Button>}>
      <Shown of={list}>{(read) => <p>{t("uploadedAt", { count: read.people, when: ago(read.uploaded_at) })}</p>}</Shown>
      {doomed && <TypedConfirmation title={t("forgetList")} why={t("forgetListWhy", { name })} word={name} act={t("forgetList")} deed={deed} onConfirm={forget} onClose={() => setDoomed(false)} />}
    </Card>
  );
}
