import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { ask } from "../../api/client";
import { useDeed } from "../../load";
import { Button } from "../../parts/button";
import { TextField } from "../../parts/field";
import { ProblemBox } from "../../parts/notice";
import { Card } from "../../parts/page";
import { secondFactor, useSigned } from "../../session";
import { t } from "../../text/text";

interface Begun {
  secret: string;
  address: string;
}

function TurnOff(): ReactElement {
  const { take } = useSigned();
  const [password, setPassword] = useState("");
  const deed = useDeed();
  function submit(event: FormEvent): void {
    event.preventDefault();
    deed.run(async () => take(await secondFactor("DELETE", { password })));
  }
  return (
    <form onSubmit={submit}>
      {deed.problem && <ProblemBox problem={deed.problem} />}
      <p>{t("secondFactorOn")}</p>
      <div className="narrow"><TextField label={t("currentPassword")} type="password" autoComplete="current-password" value={password} onChange={setPassword} required error={deed.problem?.at("/password")} /></div>
      <div className="row"><Button type="submit" busy={deed.busy}>{t("secondFactorRemove")}</Button></div>
    </form>
  );
}

function TurnOn(): ReactElement {
  const { take } = useSigned();
  const [begun, setBegun] = useState<Begun | null>(null);
  const [code, setCode] = useState("");
  const deed = useDeed();
  function submit(event: FormEvent): void {
    event.preventDefault();
    deed.run(async () => take(await secondFactor("PUT", { code: code.trim() })));
  }
  if (!begun) {
    return (
      <>
        {deed.problem && <ProblemBox problem={deed.problem} />}
        <p>{t("secondFactorOff")}</p>
        <div className="row"><Button busy={deed.busy} onClick={() => deed.run(async () => setBegun((await ask<Begun>("POST", "/v1/session/second-factor")).data))}>{t("secondFactorSetUp")}</Button></div>
      </>
    );
  }
  return (
    <form onSubmit={submit}>
      {deed.problem && <ProblemBox problem={deed.problem} />}
      <p>{t("secondFactorSteps")}</p>
      <dl className="facts">
        <div><dt>{t("secret")}</dt><dd><code className="secret">{begun.secret}</code></dd></div>
        <div><dt>{t("appAddress")}</dt><dd><code className="secret">{begun.address}</code></dd></div>
      </dl>
      <div className="narrow"><TextField label={t("code")} hint={t("codeHint")} value={code} onChange={setCode} inputMode="numeric" autoComplete="one-time-code" required error={deed.problem?.at("/code")} /></div>
      <div className="row"><Button type="submit" look="main" busy={deed.busy}>{t("secondFactorConfirm")}</Button></div>
    </form>
  );
}

export function SecondFactor(): ReactElement {
  const { account } = useSigned();
  return <Card title={t("secondFactor")}>{account.second_factor ? <TurnOff /> : <TurnOn />}</Card>;
}
