// One's own account: roles, password, second factor.
import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { useDeed } from "../../load";
import { Button } from "../../parts/button";
import { TextField } from "../../parts/field";
import { ProblemBox } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { say } from "../../parts/toast";
import { changePassword, signOut, useSigned } from "../../session";
import { t } from "../../text/text";
import { grantText } from "../people/roles_field";
import { SecondFactor } from "./second_factor";

function ChangePassword(): ReactElement {
  const { account, take } = useSigned();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const deed = useDeed();
  function submit(event: FormEvent): void {
    event.preventDefault();
    deed.run(async () => {
      take(await changePassword(current, next));
      setCurrent("");
      setNext("");
      say(t("passwordChanged"));
    });
  }
  return (
    <Card title={t("changePassword")}>
      <form onSubmit={submit}>
        {deed.problem && <ProblemBox problem={deed.problem} />}
        <input className="unseen" type="text" autoComplete="username" value={account.email} readOnly tabIndex={-1} aria-hidden="true" />
        <div className="fields">
          <TextField label={t("currentPassword")} type="password" autoComplete="current-password" value={current} onChange={setCurrent} required error={deed.problem?.at("/current")} />
          <TextField label={t("newPassword")} hint={t("passwordHint")} type="password" autoComplete="new-password" value={next} onChange={setNext} required error={deed.problem?.at("/password")} />
        </div>
        <div className="row"><Button type="submit" look="main" busy={deed.busy}>{t("changePassword")}</Button></div>
      </form>
    </Card>
  );
}

export function Account(): ReactElement {
  const { account, take } = useSigned();
  const deed = useDeed();
  return (
    <Page title={t("profile")} lead={account.email} tools={
      <Button busy={deed.busy} onClick={() => deed.run(async () => { await signOut(); take(null); })}>{t("signOut")}</Button>
    }>
      {deed.problem && <ProblemBox problem={deed.problem} />}
      <Card title={t("roles")}>
        <ul className="row">{account.roles.map((grant) => <li key={grantText(grant)} className="chip"><bdi>{grantText(grant)}</bdi></li>)}</ul>
      </Card>
      <SecondFactor />
      <ChangePassword />
    </Page>
  );
}
