// Who may sign in: invite, change roles, remove.
import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { ask, get, pathOf } from "../../api/client";
import type { Invitation, ListedAccount, RoleGrant } from "../../api/types";
import { useDeed, useLoad } from "../../load";
import { Button, CopyButton } from "../../parts/button";
import { Dialog, TypedConfirmation } from "../../parts/dialog";
import { TextField } from "../../parts/field";
import { ProblemBox, Shown } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { say } from "../../parts/toast";
import { ofWholeServer, useSigned } from "../../session";
import { date, moment } from "../../text/format";
import { t } from "../../text/text";
import { grantText, RolesField } from "./roles_field";

interface Invited {
  email: string;
  invitation: Invitation;
}

function InvitationDialog({ invited, onClose }: { invited: Invited; onClose: () => void }): ReactElement {
  const { link, expires_at: until } = invited.invitation;
  return (
    <Dialog title={t("invitationReady")} onClose={onClose}>
      <p className="words">{t("invitationHint", { email: invited.email, until: moment(until) })}</p>
      <code className="secret">{link}</code>
      <div className="row end">
        <CopyButton text={link} onCopied={() => say(t("linkCopied"))} />
        <Button look="main" onClick={onClose}>{t("done")}</Button>
      </div>
    </Dialog>
  );
}

interface WithPlaces {
  shop: string | null; // of the header that keeps a shop's member to their shop
  places: readonly (string | null)[];
}

function Invite({ shop, places, onInvited }: WithPlaces & { onInvited: (invited: Invited) => void }): ReactElement {
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [grants, setGrants] = useState<RoleGrant[]>([{ role: "merchant", shop: places[0] ?? null }]);
  const deed = useDeed();
  function submit(event: FormEvent): void {
    event.preventDefault();
    deed.run(async () => {
      const body = { email: email.trim(), name: name.trim(), roles: grants };
      const { data } = await ask<{ invitation: Invitation }>("POST", "/v1/accounts", { shop, body });
      onInvited({ email: body.email, invitation: data.invitation });
      setEmail("");
      setName("");
    });
  }
  return (
    <Card title={t("invite")}>
      <form onSubmit={submit}>
        {deed.problem && <ProblemBox problem={deed.problem} />}
        <div className="fields">
          <TextField label={t("email")} type="email" value={email} onChange={setEmail} required error={deed.problem?.at("/email")} />
          <TextField label={t("name")} value={name} onChange={setName} error={deed.problem?.at("/name")} />
        </div>
        <RolesField grants={grants} places={places} onChange={setGrants} error={deed.problem?.below("/roles")[0]?.detail} />
        <div className="row"><Button type="submit" look="main" busy={deed.busy}>{t("inviteSend")}</Button></div>
      </form>
    </Card>
  );
}

interface AccountDialogProps extends WithPlaces {
  account: ListedAccount;
  onDone: () => void;
  onClose: () => void;
}

function EditRoles({ shop, places, account, onDone, onClose }: AccountDialogProps): ReactElement {
  const [grants, setGrants] = useState(account.roles);
  const deed = useDeed();
  const name = account.name || account.email;
  function submit(event: FormEvent): void {
    event.preventDefault();
    deed.run(async () => {
      await ask("PATCH", pathOf("accounts", account.account_id), { shop, body: { roles: grants } });
      say(t("rolesChanged", { name }));
      onDone();
    });
  }
  return (
    <Dialog title={t("editRolesOf", { name })} onClose={onClose} wide>
      <form onSubmit={submit}>
        {deed.problem && <ProblemBox problem={deed.problem} />}
        <RolesField grants={grants} places={places} onChange={setGrants} error={deed.problem?.below("/roles")[0]?.detail} />
        <div className="row end">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button look="main" type="submit" busy={deed.busy}>{t("save")}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function Removal({ shop, account, onDone, onClose }: AccountDialogProps): ReactElement {
  const deed = useDeed();
  const { email } = account;
  function remove(): void {
    deed.run(async () => {
      await ask("DELETE", pathOf("accounts", account.account_id), { shop });
      say(t("personRemoved", { email }));
      onDone();
    });
  }
  return <TypedConfirmation title={t("removePersonOf", { name: account.name || email })} why={t("removePersonWhy", { email })} word={email} act={t("removePerson")} deed={deed} onConfirm={remove} onClose={onClose} />;
}

type Open = { what: "roles" | "removal"; account: ListedAccount };

function PeopleTable({ accounts, onOpen, onLink }: {
  accounts: readonly ListedAccount[]; onOpen: (open: Open) => void; onLink: (account: ListedAccount) => void;
}): ReactElement {
  const { account: own } = useSigned();
  const columns: Column<ListedAccount>[] = [
    { title: t("name"), cell: (account) => <><bdi>{account.name || account.email}</bdi> <span className="hint">{account.name ? account.email : ""}</span>{!account.vouched && <> <span className="chip">{t("unvouched")}</span></>}</> },
    { title: t("roles"), cell: (account) => account.roles.map((grant) => <div key={grantText(grant)}><bdi>{grantText(grant)}</bdi></div>) },
    { title: t("secondFactor"), cell: (account) => (account.provider !== null ? t("ofProvider") : account.second_factor ? t("yes") : t("no")) },
    { title: t("lastSignIn"), cell: (account) => account.state === "invited" ? <span className="chip">{t("invitedState")}</span> : account.last_sign_in ? date(account.last_sign_in) : t("never") },
    { title: t("actions"), cell: (account) => {
      const name = account.name || account.email;
      return (
        <span className="row">
          <Button label={t("editRolesOf", { name })} onClick={() => onOpen({ what: "roles", account })}>{t("editRoles")}</Button>
          <Button label={t("newInvitationOf", { name })} onClick={() => onLink(account)}>{t("newInvitation")}</Button>
          {account.account_id !== own.account_id && <Button label={t("removePersonOf", { name })} onClick={() => onOpen({ what: "removal", account })}>{t("removePerson")}</Button>}
        </span>
      );
    } },
  ];
  return <Table caption={t("people")} columns={columns} rows={accounts} keyOf={(account) => account.account_id} />;
}

export function People({ shop: current }: { shop: string }): ReactElement {
  const { account: own, shops } = useSigned();
  const server = ofWholeServer(own);
  const shop = server ? null : current;
  const places = server ? [current, ...shops.filter((name) => name !== current), null] : [current];
  const accounts = useLoad(`accounts ${shop ?? ""}`, () => get<{ accounts: ListedAccount[] }>("/v1/accounts", { shop }));
  const [invited, setInvited] = useState<Invited | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const deed = useDeed();
  function newLink(account: ListedAccount): void {
    deed.run(async () => {
      const { data } = await ask<{ invitation: Invitation }>("POST", `${pathOf("accounts", account.account_id)}/invitation`, { shop });
      setInvited({ email: account.email, invitation: data.invitation });
    });
  }
  const done = (): void => { setOpen(null); accounts.reload(); };
  const dialog = { shop, places, onDone: done, onClose: () => setOpen(null) };
  return (
    <Page title={t("people")} lead={t("peopleLead")}>
      <Card title={t("people")}>
        {deed.problem && <ProblemBox problem={deed.problem} />}
        <Shown of={accounts}>{(read) => <PeopleTable accounts={read.accounts} onOpen={setOpen} onLink={newLink} />}</Shown>
      </Card>
      <Invite shop={shop} places={places} onInvited={(next) => { setInvited(next); accounts.reload(); }} />
      {invited && <InvitationDialog invited={invited} onClose={() => setInvited(null)} />}
      {open?.what === "roles" && <EditRoles {...dialog} account={open.account} />}
      {open?.what === "removal" && <Removal {...dialog} account={open.account} />}
    </Page>
  );
}
