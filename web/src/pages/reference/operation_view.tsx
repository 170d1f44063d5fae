// One operation: who may call it, what it takes, what it answers, and a way to try it.
import type { ReactElement } from "react";
import type { Content, OpenApi, OpenParameter } from "../../api/openapi_types";
import { Card } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { t } from "../../text/text";
import { accessOf } from "./operations";
import type { Operation } from "./operations";
import { said } from "./said";
import { SchemaTree } from "./schema_tree";
import { exampleText, typeOf } from "./schemas";
import { TryIt } from "./try_it";

function Access({ operation }: { operation: Operation }): ReactElement {
  const { scopes, key, session } = accessOf(operation.of);
  const browsers = operation.of["x-browsers"];
  return (
    <ul className="plain-list">
      {scopes.length > 0 && <li>{said("needsScope", { scopes: scopes.join(` ${said("orScope")} `) })}</li>}
      {scopes.length === 0 && key === "optional" && <li>{said("keySaysMore")}</li>}
      {scopes.length === 0 && key === "none" && !session && <li>{said("needsNothing")}</li>}
      {session && <li>{said("takesSession")}</li>}
      {browsers && <li>{browsers === "pages" ? said("takesPages") : said("takesShoppers")}</li>}
    </ul>
  );
}

function Parameters({ document, parameters }: { document: OpenApi; parameters: readonly OpenParameter[] }): ReactElement {
  const columns: Column<OpenParameter>[] = [
    { title: t("name"), cell: (row) => <code>{row.name}</code> },
    { title: said("parameterIn"), cell: (row) => row.in },
    { title: said("parameterType"), cell: (row) => <span className="type">{typeOf(document, row.schema)}{row.required && `, ${said("required")}`}</span> },
    { title: said("parameterHelp"), cell: (row) => <span className="words">{row.description ?? ""}</span> },
  ];
  return <Table caption={said("parameters")} columns={columns} rows={parameters} keyOf={(row) => `${row.in} ${row.name}`} />;
}

// `of`: names the request or the answer whose contents these are.
function Contents({ document, of, content }: { document: OpenApi; of: string; content: Record<string, Content> }): ReactElement {
  return (
    <>
      {Object.entries(content).map(([type, each]) => (
        <div key={type} className="stack">
          <p><code>{type}</code></p>
          {each.schema && <SchemaTree document={document} schema={each.schema} />}
          {exampleText(each) !== "" && (
            <pre className="snippet" tabIndex={0} role="region" aria-label={said("exampleOf", { of, type })}>{exampleText(each)}</pre>
          )}
        </div>
      ))}
    </>
  );
}

function Answers({ document, operation }: { document: OpenApi; operation: Operation }): ReactElement {
  return (
    <>
      {Object.entries(operation.of.responses).map(([status, answer]) => (
        <details key={status} open={status.startsWith("2")}>
          <summary>{status} {answer.description}</summary>
          <div className="stack">
            {answer.headers && <p className="hint words">{said("headers")}: {Object.keys(answer.headers).join(", ")}</p>}
            {answer.content && <Contents document={document} of={status} content={answer.content} />}
          </div>
        </details>
      ))}
    </>
  );
}

export function OperationView({ document, operation }: { document: OpenApi; operation: Operation }): ReactElement {
  const { parameters, requestBody } = operation.of;
  return (
    <div className="beside">
      <Card title={`${operation.method} ${operation.path}`}>
        <p className="words">{operation.of.summary}</p>
        <Access operation={operation} />
      </Card>
      {parameters.length > 0 && <Card title={said("parameters")}><Parameters document={document} parameters={parameters} /></Card>}
      {requestBody && (
        <Card title={said("requestBody")}>
          {!requestBody.required && <p className="hint">{said("bodyOptional")}</p>}
          <Contents document={document} of={said("requestBody")} content={requestBody.content} />
        </Card>
      )}
      <TryIt key={operation.id} operation={operation} />
      <Card title={said("answers")}><Answers document={document} operation={operation} /></Card>
    </div>
  );
}
