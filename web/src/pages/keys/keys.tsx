// The keys of a shop: make, replace, revoke.
import { useState } from "react";
import type { ReactElement } from "react";
import { ask, get, pathOf } from "../../api/client";
import type { Key, NewKey } from "../../api/types";
import { useDeed, useLoad } from "../../load";
import { Button, CopyButton } from "../../parts/button";
import { Dialog, TypedConfirmation } from "../../parts/dialog";
import { Checkbox } from "../../parts/field";
import { Empty, ProblemBox, Shown } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { say } from "../../parts/toast";
import { ofWholeServer, useSigned } from "../../session";
import { date, moment, number } from "../../text/format";
import { plain, t } from "../../text/text";
import type { PlainWord } from "../../text/text";
import { MakeKey } from "./make_key";

const states: Record<Key["state"], PlainWord> = { active: "stateActive", expired: "stateExpired", revoked: "stateRevoked" };

function Revocation({ shop, id, onDone, onClose }: { shop: string; id: string; onDone: () => void; onClose: () => void }): ReactElement {
  const deed = useDeed();
  function revoke(): void {
    deed.run(async () => {
      await ask("DELETE", pathOf("keys", id), { shop });
      say(t("revoked", { id }));
      onDone();
    });
  }
  return <TypedConfirmation title={t("revokeOf", { id })} why={t("revokeWhy", { id })} word={id} act={t("revoke")} deed={deed} onConfirm={revoke} onClose={onClose} />;
}

function ShownOnce({ made, onClose }: { made: NewKey; onClose: () => void }): ReactElement {
  return (
    <Dialog title={t("newKey")} onClose={onClose}>
      <p>{t("keyShownOnce")}</p>
      <code className="secret">{made.key}</code>
      <div className="row end">
        <CopyButton text={made.key} onCopied={() => say(t("keyCopied"))} />
        <Button look="main" onClick={onClose}>{t("done")}</Button>
      </div>
    </Dialog>
  );
}

interface KeyTableProps {
  keys: readonly Key[];
  busy: boolean;
  onRotate: (key: Key) => void;
  onRevoke: (key: Key) => void;
}

function KeyTable({ keys, busy, onRotate, onRevoke }: KeyTableProps): ReactElement {
  const columns: Column<Key>[] = [
    { title: t("keyName"), cell: (key) => <><bdi>{key.name || "–"}</bdi> <code className="hint">{key.key_id}</code></> },
    { title: t("state"), cell: (key) => <span className={key.state === "active" ? "chip good" : "chip"}>{plain(states[key.state])}</span> },
    { title: t("keyScopes"), cell: (key) => key.scopes.join(", ") },
    { title: t("created"), cell: (key) => moment(key.created_at) },
    { title: t("by"), cell: (key) => <bdi>{key.created_by}</bdi> },
    { title: t("lastUsed"), cell: (key) => (key.last_used ? date(key.last_used) : t("never")) },
    { title: t("keyUnits"), cell: ({ day }) => (day ? `${number(day.used)} / ${number(day.units)}` : "–") },
    { title: t("expires"), cell: (key) => (key.expires_at ? moment(key.expires_at) : t("never")) },
    { title: t("actions"), cell: (key) => key.state === "active" && (
      <span className="row">
        <Button busy={busy} label={t("rotateOf", { id: key.key_id })} onClick={() => onRotate(key)}>{t("rotate")}</Button>
        <Button label={t("revokeOf", { id: key.key_id })} onClick={() => onRevoke(key)}>{t("revoke")}</Button>
      </span>
    ) },
  ];
  return <Table caption={t("keys")} columns={columns} rows={keys} keyOf={(key) => key.key_id} />;
}

export function Keys({ shop }: { shop: string }): ReactElement {
  const server = ofWholeServer(useSigned().account); // sees the server's keys that watch, too
  const keys = useLoad(`keys ${shop}`, () => get<{ keys: Key[] }>("/v1/keys", { shop, query: server ? {} : { shop } }));
  const [made, setMade] = useState<NewKey | null>(null);
  const [doomed, setDoomed] = useState<Key | null>(null);
  const [ended, setEnded] = useState(false);
  const deed = useDeed();
  function rotate(key: Key): void {
    deed.run(async () => {
      setMade((await ask<NewKey>("POST", `${pathOf("keys", key.key_id)}/rotate`, { shop, body: {} })).data);
      say(t("rotated"));
      keys.reload();
    });
  }
  return (
    <Page title={t("keys")} lead={t("keysLead")}>
      <Card title={t("keys")} tools={<Checkbox label={t("showEnded")} checked={ended} onChange={setEnded} />}>
        {deed.problem && <ProblemBox problem={deed.problem} />}
        <Shown of={keys}>{(read) => {
          const own = read.keys.filter((key) => (key.shop === shop || key.kind === "watch") && (ended || key.state === "active"));
          return own.length === 0
            ? <Empty title={t("noKeys")}><p>{t("noKeysHint")}</p></Empty>
            : <KeyTable keys={own} busy={deed.busy} onRotate={rotate} onRevoke={setDoomed} />;
        }}</Shown>
      </Card>
      <MakeKey shop={shop} onMade={(key) => { setMade(key); keys.reload(); }} />
      {made && <ShownOnce made={made} onClose={() => setMade(null)} />}
      {doomed && <Revocation shop={shop} id={doomed.key_id} onClose={() => setDoomed(null)} onDone={() => { setDoomed(null); keys.reload(); }} />}
    </Page>
  );
}
