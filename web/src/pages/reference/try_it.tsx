// Sends the request for real. A key that is typed lives in this page's memory and goes nowhere but to this server.
import { useRef, useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { sendRaw } from "../../api/client";
import type { RawRequest } from "../../api/client";
import { useDeed } from "../../load";
import { Button, CopyButton } from "../../parts/button";
import { SelectField, TextField } from "../../parts/field";
import { ProblemBox } from "../../parts/notice";
import { Card } from "../../parts/page";
import { say } from "../../parts/toast";
import { readPreference } from "../../preferences";
import { useAnySession } from "../../session";
import { accessOf } from "./operations";
import type { Operation } from "./operations";
import { curlOf, headersOf, keyOf, missingIn, targetOf } from "./request";
import type { Typed } from "./request";
import { said } from "./said";
import { exampleText } from "./schemas";

const kMostShown = 100_000; // characters of an answer
const kShop = "Suggestd-Shop";

interface Answered {
  status: number;
  milliseconds: number;
  headers: [string, string][];
  text: string;
}

// The typed key goes along from one operation to the next, until the reference is left.
let keptKey = "";

export function forgetKey(): void {
  keptKey = "";
}

function pretty(text: string, type: string): string {
  if (!/json/.test(type) || /ndjson/.test(type)) return text.slice(0, kMostShown);
  try {
    return JSON.stringify(JSON.parse(text), null, 2).slice(0, kMostShown);
  } catch {
    return text.slice(0, kMostShown);
  }
}

async function sent(request: RawRequest): Promise<Answered> {
  const begun = performance.now();
  const response = await sendRaw(request);
  const text = await response.text();
  const headers = [...response.headers].sort(([a], [b]) => a.localeCompare(b));
  return { status: response.status, milliseconds: performance.now() - begun, headers, text: pretty(text, response.headers.get("Content-Type") ?? "") };
}

function AnswerView({ answer }: { answer: Answered }): ReactElement {
  const cost = answer.headers.find(([name]) => name === "suggestd-cost")?.[1];
  return (
    <div className="stack">
      <p role="status">
        <span className={answer.status < 400 ? "chip good" : "chip bad"}>{answer.status}</span>{" "}
        {said("answeredIn", { time: Math.round(answer.milliseconds) })} {cost !== undefined && said("cost", { units: cost })}
      </p>
      <details>
        <summary>{said("headers")}</summary>
        <pre className="snippet" tabIndex={0} role="region" aria-label={said("headers")}>{answer.headers.map(([name, value]) => `${name}: ${value}`).join("\n")}</pre>
      </details>
      <pre className="snippet answer" tabIndex={0} role="region" aria-label={said("answerBody")}>{answer.text}</pre>
    </div>
  );
}

function firstTyped(operation: Operation, session: boolean): Typed {
  const [type = "", content] = Object.entries(operation.of.requestBody?.content ?? {})[0] ?? [];
  const shop = session && operation.of.parameters.some((parameter) => parameter.name === kShop) ? readPreference("shop") : null;
  return { values: shop ? { [`header ${kShop}`]: shop } : {}, type, body: exampleText(content) };
}

function Inputs({ operation, typed, tried, onChange }: { operation: Operation; typed: Typed; tried: boolean; onChange: (next: Typed) => void }): ReactElement {
  const missing = tried ? missingIn(operation, typed) : [];
  const content = operation.of.requestBody?.content ?? {};
  return (
    <>
      <div className="fields">
        {operation.of.parameters.map((parameter) => (
          <TextField key={keyOf(parameter)} label={parameter.name} value={typed.values[keyOf(parameter)] ?? ""}
            error={missing.includes(parameter) ? said("isMissing") : undefined}
            onChange={(value) => onChange({ ...typed, values: { ...typed.values, [keyOf(parameter)]: value } })} />
        ))}
      </div>
      {Object.keys(content).length > 1 && (
        <SelectField label={said("bodyType")} value={typed.type} choices={Object.keys(content).map((value) => ({ value, text: value }))}
          onChange={(type) => onChange({ ...typed, type, body: exampleText(content[type]) })} />
      )}
      {typed.type !== "" && <TextField label={said("requestBody")} lines={8} value={typed.body} onChange={(body) => onChange({ ...typed, body })} />}
    </>
  );
}

export function TryIt({ operation }: { operation: Operation }): ReactElement {
  const access = accessOf(operation.of);
  const session = useAnySession() !== null && access.session;
  const [as, setAs] = useState<"session" | "key">(session ? "session" : "key");
  const [key, setKey] = useState(keptKey);
  const [typed, setTyped] = useState(() => firstTyped(operation, session));
  const [tried, setTried] = useState(false);
  const [answer, setAnswer] = useState<Answered | null>(null);
  const running = useRef<AbortController | null>(null);
  const deed = useDeed();
  const withKey = as === "key" && access.key !== "none";
  const curl = curlOf(window.location.origin, operation, typed, access.key !== "none");
  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (missingIn(operation, typed).length > 0) return;
    const ended = new AbortController();
    running.current = ended;
    const request: RawRequest = {
      method: operation.method, target: targetOf(operation, typed), headers: headersOf(operation, typed),
      body: typed.type === "" || typed.body === "" ? null : typed.body, key: withKey ? key.trim() : null, signal: ended.signal,
    };
    deed.run(async () => {
      try {
        setAnswer(await sent(request));
      } catch (error) {
        if (!ended.signal.aborted) throw error;
      }
    });
  }
  return (
    <Card title={said("tryIt")} tools={<CopyButton text={curl} onCopied={() => say(said("curlCopied"))} />}>
      {operation.method !== "GET" && <p className="hint">{said("tryReally")}</p>}
      <form onSubmit={submit} noValidate>
        {session && access.key !== "none" && (
          <SelectField label={said("sendAs")} value={as} onChange={setAs}
            choices={[{ value: "session", text: said("asSession") }, { value: "key", text: said("asKey") }]} />
        )}
        {withKey && (
          <TextField label={said("key")} hint={said("keyHint")} type="password" autoComplete="off" value={key}
            onChange={(next) => { keptKey = next; setKey(next); }} />
        )}
        <Inputs operation={operation} typed={typed} tried={tried} onChange={setTyped} />
        <div className="row">
          <Button type="submit" look="main" busy={deed.busy}>{said("send")}</Button>
          {deed.busy && <Button onClick={() => running.current?.abort()}>{said("stop")}</Button>}
        </div>
      </form>
      <details>
        <summary>{said("asCurl")}</summary>
        <pre className="snippet" tabIndex={0} role="region" aria-label={said("asCurl")}>{curl}</pre>
      </details>
      {deed.problem && <ProblemBox problem={deed.problem} />}
      {answer && <AnswerView answer={answer} />}
    </Card>
  );
}
