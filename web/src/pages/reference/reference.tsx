// The API as the server itself describes it. It needs no session: who integrates a shop has a key.
import { useEffect, useMemo } from "react";
import type { ReactElement } from "react";
import { get } from "../../api/client";
import type { OpenApi } from "../../api/openapi_types";
import { useLoad } from "../../load";
import { TextField } from "../../parts/field";
import { Empty, Shown } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { hashOf, usePlace, useQuery } from "../../route";
import { t } from "../../text/text";
import { found, grouped, operationsOf } from "./operations";
import type { Operation } from "./operations";
import { OperationView } from "./operation_view";
import { said } from "./said";
import { forgetKey } from "./try_it";

function Groups({ operations, chosen, words }: { operations: readonly Operation[]; chosen: string | undefined; words: string }): ReactElement {
  return (
    <nav className="operations" aria-label={said("operations")} tabIndex={0}>
      {grouped(operations).map(([group, some]) => (
        <section key={group}>
          <h3>{group}</h3>
          <ul>
            {some.map((operation) => (
              <li key={operation.id}>
                <a href={hashOf(["reference", operation.id], { q: words })} aria-current={operation.id === chosen ? "page" : undefined}>
                  <span className="method">{operation.method}</span> {operation.path}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function Start({ document }: { document: OpenApi }): ReactElement {
  return (
    <Card title={said("startTitle")}>
      <p className="words">{document.info.description}</p>
      <p>{said("startKey")}</p>
      <p>{said("startListener")}</p>
      <p><a href="/problems">{said("startProblems")}</a> · <a href="/openapi.json">{said("startDocument")}</a></p>
    </Card>
  );
}

function Found({ document, chosen }: { document: OpenApi; chosen: string | undefined }): ReactElement {
  const [query, change] = useQuery();
  const words = query["q"] ?? "";
  const all = useMemo(() => operationsOf(document), [document]);
  const operations = found(all, words);
  const operation = all.find((each) => each.id === chosen);
  return (
    <div className="reference">
      <Card title={said("operations")}>
        <TextField label={said("search")} type="search" value={words} onChange={(q) => change({ q })} />
        <p className="hint" role="status">{said("foundOf", { count: operations.length, all: all.length })}</p>
        <Groups operations={operations} chosen={chosen} words={words} />
      </Card>
      {operation ? <OperationView key={operation.id} document={document} operation={operation} />
        : chosen === undefined ? <Start document={document} />
          : <Card><Empty title={t("notFound")}><p>{said("noSuchOperation")}</p></Empty></Card>}
    </div>
  );
}

export function Reference(): ReactElement {
  const { path } = usePlace();
  useEffect(() => forgetKey, []);
  const document = useLoad("openapi", () => get<OpenApi>("/openapi.json"));
  return (
    <Page title={t("reference")} lead={said("lead", { version: document.data?.info.version ?? "" })}>
      <Shown of={document}>{(read) => <Found document={read} chosen={path[1]} />}</Shown>
    </Page>
  );
}
