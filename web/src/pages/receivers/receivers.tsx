// Programs that take the lists of campaigns by themselves: make one, change one, forget one.
import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { ask, get, pathOf } from "../../api/client";
import type { Receiver, Receivers as AllReceivers } from "../../api/campaign_types";
import { useDeed, useLoad } from "../../load";
import { Button, CopyButton } from "../../parts/button";
import { TypedConfirmation } from "../../parts/dialog";
import { Checkbox, TextField } from "../../parts/field";
import { Empty, ProblemBox, Shown } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { say } from "../../parts/toast";
import { hashOf, useQuery } from "../../route";
import { t } from "../../text/text";
import { said } from "./said";

const kSecretBytes = 32;

// As Standard Webhooks writes a secret.
function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(kSecretBytes));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}

export async function readReceivers(shop: string): Promise<(Receiver & { name: string })[]> {
  const { receivers } = await get<AllReceivers>("/v1/receivers", { shop });
  return Object.entries(receivers).map(([name, receiver]) => ({ name, ...receiver }));
}

interface FormProps {
  shop: string;
  name: string; // "" for a new one
  receiver: Receiver;
  onSaved: () => void;
}

function ReceiverForm({ shop, name: known, receiver, onSaved }: FormProps): ReactElement {
  const [name, setName] = useState(known);
  const [address, setAddress] = useState(receiver.address);
  const [secret, setSecret] = useState("");
  const [html, setHtml] = useState(receiver.html);
  const [links, setLinks] = useState(receiver.links ?? "");
  const deed = useDeed();
  const at = (pointer: string): string | undefined => deed.problem?.at(pointer);
  const atFields = ["/address", "/secret", "/links"].some((pointer) => at(pointer) !== undefined);
  function submit(event: FormEvent): void {
    event.preventDefault();
    deed.run(async () => {
      await ask("PUT", pathOf("receivers", name.trim()), { shop, body: { address: address.trim(), secret: secret.trim(), html, links: links.trim() || null } });
      say(t("saved", { name: name.trim() }));
      onSaved();
    });
  }
  return (
    <Card title={known === "" ? said("newReceiver") : said("changeReceiver", { name: known })}>
      <form onSubmit={submit}>
        {deed.problem && !atFields && <ProblemBox problem={deed.problem} />}
        <div className="fields">
          {known === "" && <TextField label={said("receiverName")} hint={said("receiverNameHint")} value={name} onChange={setName} required />}
          <TextField label={said("address")} hint={said("addressHint")} value={address} onChange={setAddress} required
            placeholder="https://mail.shop.example/lists" error={at("/address")} />
          <TextField label={t("trackedLinks")} hint={t("trackedLinksHint")} value={links} onChange={setLinks} error={at("/links")} />
        </div>
        <TextField label={said("secret")} hint={said("secretHint")} value={secret} onChange={setSecret} required error={at("/secret")} />
        <div className="row">
          <Button onClick={() => setSecret(newSecret())}>{said("makeSecret")}</Button>
          {secret !== "" && <CopyButton text={secret} onCopied={() => say(said("secretCopied"))} />}
        </div>
        <Checkbox label={said("html")} checked={html} onChange={setHtml} />
        <div className="row"><Button type="submit" look="main" busy={deed.busy}>{t("save")}</Button></div>
      </form>
    </Card>
  );
}

function Forgetting({ shop, name, onDone, onClose }: { shop: string; name: string; onDone: () => void; onClose: () => void }): ReactElement {
  const deed = useDeed();
  function forget(): void {
    deed.run(async () => {
      await ask("DELETE", pathOf("receivers", name), { shop });
      say(said("forgotten", { name }));
      onDone();
    });
  }
  return <TypedConfirmation title={said("forget")} why={said("forgetWhy", { name })} word={name} act={said("forget")} deed={deed} onConfirm={forget} onClose={onClose} />;
}

export function Receivers({ shop }: { shop: string }): ReactElement {
  const [query, change] = useQuery();
  const [turn, setTurn] = useState(0); // of saving: the form begins anew
  const [doomed, setDoomed] = useState<string | null>(null);
  const receivers = useLoad(`receivers ${shop}`, () => readReceivers(shop));
  const chosen = receivers.data?.find((each) => each.name === query["receiver"]);
  const columns: Column<Receiver & { name: string }>[] = [
    { title: t("name"), cell: (row) => <bdi>{row.name}</bdi> },
    { title: said("address"), cell: (row) => <bdi>{row.address}</bdi> },
    { title: said("html"), cell: (row) => (row.html ? t("yes") : t("no")) },
    { title: t("trackedLinks"), cell: (row) => (row.links ? <bdi>{row.links}</bdi> : "–") },
    { title: t("actions"), cell: ({ name }) => (
      <span className="row">
        <Button label={said("changeReceiver", { name })} onClick={() => change({ receiver: name })}>{said("change")}</Button>
        <Button label={said("forgetOf", { name })} onClick={() => setDoomed(name)}>{said("forget")}</Button>
      </span>
    ) },
  ];
  function done(): void {
    setDoomed(null);
    change({ receiver: undefined });
    setTurn((before) => before + 1);
    receivers.reload();
  }
  return (
    <Page title={t("receivers")} lead={said("lead")}>
      <Card title={t("receivers")}>
        <Shown of={receivers}>{(read) => read.length === 0
          ? <Empty title={said("none")}><p>{said("noneHint")}</p></Empty>
          : <Table caption={t("receivers")} columns={columns} rows={read} keyOf={(row) => row.name} />
        }</Shown>
        <p className="hint">{said("pushHint")} <a href={hashOf(["shop", shop, "campaigns"])}>{t("campaigns")}</a></p>
      </Card>
      <ReceiverForm key={`${turn} ${chosen?.name ?? ""}`} shop={shop} name={chosen?.name ?? ""}
        receiver={chosen ?? { address: "", html: false, links: null }} onSaved={done} />
      {doomed !== null && <Forgetting shop={shop} name={doomed} onDone={done} onClose={() => setDoomed(null)} />}
    </Page>
  );
}
