// Registering by oneself, where the operator allows it: an account and the new shop that it owns.
import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import type { Session } from "../api/types";
import { useDeed } from "../load";
import { Button } from "../parts/button";
import { TextField } from "../parts/field";
import { ProblemBox, Shown } from "../parts/notice";
import { kZoneOfBrowser, ZoneField } from "../parts/zone_field";
import { hashOf, replace } from "../route";
import { register } from "../session";
import { t } from "../text/text";
import { GateTools } from "./gate_tools";
import { useWaysIn } from "./providers";

interface RegisterProps {
  onSession: (session: Session) => void;
}

function RegisterForm({ onSession }: RegisterProps): ReactElement {
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [shop, setShop] = useState("");
  const [zone, setZone] = useState(kZoneOfBrowser);
  const deed = useDeed();
  const at = (pointer: string): string | undefined => deed.problem?.at(pointer);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const wanted = { email: email.trim(), password, name: name.trim(), shop: shop.trim(), time_zone: zone.trim() };
    deed.run(async () => {
      onSession(await register(wanted));
      replace(hashOf(["shop", wanted.shop, "connect"]));
    });
  }
  return (
    <form onSubmit={submit}>
      <p>{t("registerLead")}</p>
      {deed.problem && <ProblemBox problem={deed.problem} />}
      <TextField label={t("email")} type="email" value={email} onChange={setEmail} autoComplete="username" required autoFocus error={at("/email")} />
      <TextField label={t("yourName")} value={name} onChange={setName} autoComplete="name" required error={at("/name")} />
      <TextField label={t("password")} hint={t("passwordHint")} type="password" value={password} onChange={setPassword}
        autoComplete="new-password" required error={at("/password")} />
      <TextField label={t("newShopName")} hint={t("newShopNameHint")} value={shop} onChange={setShop} required error={at("/shop")} />
      <ZoneField value={zone} onChange={setZone} error={at("/time_zone")} />
      <Button look="main" type="submit" busy={deed.busy}>{t("register")}</Button>
    </form>
  );
}

export function Register({ onSession }: RegisterProps): ReactElement {
  const ways = useWaysIn();
  return (
    <main className="gate">
      <div className="card">
        <h1>{t("register")}</h1>
        <Shown of={ways}>{({ registration }) => registration === "open"
          ? <RegisterForm onSession={onSession} />
          : <p>{t("registrationClosed")}</p>}</Shown>
        <p><a href={hashOf([])}>{t("signIn")}</a></p>
      </div>
      <GateTools />
    </main>
  );
}
