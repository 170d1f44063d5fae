import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import type { Session } from "../api/types";
import { useDeed } from "../load";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { TextField } from "../parts/field";
import { ProblemBox } from "../parts/notice";
import { hashOf, replace, usePlace } from "../route";
import { signIn } from "../session";
import { t } from "../text/text";
import { GateTools } from "./gate_tools";
import { ProviderLinks, ProviderProblem, useWaysIn } from "./providers";

interface SignInProps {
  email?: string;
  onSession: (session: Session) => void;
}

function SignInForm({ email: known = "", onSession }: SignInProps): ReactElement {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [codeWanted, setCodeWanted] = useState(false);
  const deed = useDeed();
  const asksForCode = deed.problem?.at("/code") !== undefined;
  if (asksForCode && !codeWanted) setCodeWanted(true);

  function submit(event: FormEvent): void {
    event.preventDefault();
    deed.run(async () => onSession(await signIn(email.trim(), password, code.trim())));
  }
  return (
    <form onSubmit={submit}>
      {deed.problem && !(asksForCode && code === "") && <ProblemBox problem={deed.problem} />}
      <TextField label={t("email")} type="email" value={email} onChange={setEmail} autoComplete="username" required autoFocus={known === ""} />
      <TextField label={t("password")} type="password" value={password} onChange={setPassword}
        autoComplete="current-password" required />
      {codeWanted && (
        <TextField label={t("code")} hint={t("codeHint")} value={code} onChange={setCode} autoComplete="one-time-code"
          inputMode="numeric" autoFocus error={code === "" ? undefined : deed.problem?.at("/code")} />
      )}
      <Button look="main" type="submit" busy={deed.busy}>{t("signIn")}</Button>
    </form>
  );
}

export function Welcome({ onSession }: SignInProps): ReactElement {
  const { path } = usePlace();
  const ways = useWaysIn().data;
  function take(session: Session): void {
    if (path[0] === "sign-in") replace(hashOf([])); // What went wrong before is no page of the dashboard.
    onSession(session);
  }
  return (
    <main className="gate">
      <div className="card">
        <h1>{t("productName")}</h1>
        <ProviderProblem />
        <SignInForm onSession={take} />
        <ProviderLinks ways={ways} />
        {ways?.registration === "open"
          ? <p>{t("noAccountButOpen")} <a href={hashOf(["register"])}>{t("register")}</a></p>
          : <p className="hint">{t("noAccountYet")}</p>}
        <p><a href={hashOf(["reference"])}>{t("reference")}</a></p>
      </div>
      <GateTools />
    </main>
  );
}

export function SignInAgain({ email, onSession }: SignInProps & { email: string }): ReactElement {
  const ways = useWaysIn().data;
  return (
    <Dialog title={t("signInAgain")}>
      <p>{t("signInAgainWhy")}</p>
      <SignInForm email={email} onSession={onSession} />
      <ProviderLinks ways={ways} again />
    </Dialog>
  );
}
