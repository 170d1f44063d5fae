// Where an invitation's link leads. The very first link knows no address, so it asks for one.
import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import type { Session } from "../api/types";
import { useDeed } from "../load";
import { Button } from "../parts/button";
import { TextField } from "../parts/field";
import { ProblemBox } from "../parts/notice";
import { go, hashOf } from "../route";
import { acceptInvitation } from "../session";
import type { Acceptance } from "../session";
import { t } from "../text/text";
import { GateTools } from "./gate_tools";

interface InvitedProps {
  token: string;
  first: boolean;
  onSession: (session: Session) => void;
}

export function Invited({ token, first, onSession }: InvitedProps): ReactElement {
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const deed = useDeed();

  function submit(event: FormEvent): void {
    event.preventDefault();
    const body: Acceptance = { token, password, name: name.trim() };
    if (first) body.email = email.trim();
    deed.run(async () => {
      onSession(await acceptInvitation(body));
      go(hashOf([])); // The link works once; it has no place in the address any more.
    });
  }
  return (
    <main className="gate">
      <form className="card" onSubmit={submit}>
        <h1>{t("welcome")}</h1>
        <p>{first ? t("welcomeFirst") : t("welcomeInvited")}</p>
        {deed.problem && <ProblemBox problem={deed.problem} />}
        {first && (
          <TextField label={t("email")} type="email" value={email} onChange={setEmail} autoComplete="username" required
            autoFocus error={deed.problem?.at("/email")} />
        )}
        <TextField label={t("yourName")} value={name} onChange={setName} autoComplete="name" required autoFocus={!first}
          error={deed.problem?.at("/name")} />
        <TextField label={t("newPassword")} hint={t("passwordHint")} type="password" value={password} onChange={setPassword}
          autoComplete="new-password" required error={deed.problem?.at("/password")} />
        <Button look="main" type="submit" busy={deed.busy}>{t("acceptInvitation")}</Button>
      </form>
      <GateTools />
    </main>
  );
}
