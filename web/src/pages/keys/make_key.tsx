import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { ask } from "../../api/client";
import type { NewKey, Scope } from "../../api/types";
import { useDeed } from "../../load";
import { Button } from "../../parts/button";
import { Checkbox, TextField } from "../../parts/field";
import { ProblemBox } from "../../parts/notice";
import { Card } from "../../parts/page";
import { ofWholeServer, useSigned } from "../../session";
import { plain, t } from "../../text/text";
import type { PlainWord } from "../../text/text";

const scopes: [Scope, PlainWord][] = [
  ["ingest", "scopeIngest"], ["read", "scopeRead"], ["recommend", "scopeRecommend"], ["merchandise", "scopeMerchandise"],
  ["collect", "scopeCollect"], ["privacy", "scopePrivacy"], ["watch", "scopeWatch"],
];

// A key that watches is the server's, and does nothing else.
function withScope(chosen: readonly Scope[], scope: Scope, on: boolean): readonly Scope[] {
  const others = chosen.filter((other) => other !== scope && other !== "watch");
  if (!on) return others;
  return scope === "watch" ? ["watch"] : [...others, scope];
}

export function MakeKey({ shop, onMade }: { shop: string; onMade: (key: NewKey) => void }): ReactElement {
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly Scope[]>(["ingest", "read", "recommend"]);
  const [end, setEnd] = useState("");
  const [units, setUnits] = useState("");
  const [tried, setTried] = useState(false);
  const deed = useDeed();
  const server = ofWholeServer(useSigned().account);
  const scopeError = deed.problem?.below("/scopes")[0]?.detail ?? (tried && chosen.length === 0 ? t("scopesMissing") : undefined);

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (chosen.length === 0) return;
    const body = { shop: chosen[0] === "watch" ? null : shop, name: name.trim(), scopes: chosen, units_per_day: Number(units), ...(end === "" ? {} : { expires_at: new Date(`${end}T23:59:59`).toISOString() }) };
    deed.run(async () => {
      onMade((await ask<NewKey>("POST", "/v1/keys", { shop, body })).data);
      setName("");
      setTried(false);
    });
  }
  return (
    <Card title={t("makeKey")}>
      <form onSubmit={submit}>
        {deed.problem && <ProblemBox problem={deed.problem} />}
        <div className="fields">
          <TextField label={t("keyName")} hint={t("keyNameHint")} value={name} onChange={setName} error={deed.problem?.at("/name")} />
          <TextField label={t("keyExpires")} type="date" value={end} onChange={setEnd} error={deed.problem?.at("/expires_at")} />
          <TextField label={t("keyUnits")} hint={t("keyUnitsHint")} type="number" value={units} onChange={setUnits} error={deed.problem?.at("/units_per_day")} />
        </div>
        <fieldset>
          <legend>{t("keyScopes")}</legend>
          {scopes.map(([scope, word]) => (scope !== "watch" || server) && (
            <Checkbox key={scope} label={plain(word)} checked={chosen.includes(scope)}
              onChange={(on) => setChosen(withScope(chosen, scope, on))} />
          ))}
          {scopeError && <p className="error" role="alert">{scopeError}</p>}
        </fieldset>
        <div className="row"><Button type="submit" look="main" busy={deed.busy}>{t("makeKey")}</Button></div>
      </form>
    </Card>
  );
}
