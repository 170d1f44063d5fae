// The shape of a body, one level open; what lies deeper is drawn when it is opened, so that a shape which holds itself
// has an end.
import { useState } from "react";
import type { ReactElement } from "react";
import type { OpenApi, Schema } from "../../api/openapi_types";
import { membersOf, partsOf, resolved, typeOf } from "./schemas";
import type { Member } from "./schemas";
import { said } from "./said";

function Inner({ document, member }: { document: OpenApi; member: Member }): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{said("membersOf", { name: member.name })}</summary>
      {open && <SchemaTree document={document} schema={member.schema} />}
    </details>
  );
}

export function SchemaTree({ document, schema }: { document: OpenApi; schema: Schema }): ReactElement {
  const parts = partsOf(document, schema);
  const plain = membersOf(document, schema).length === 0;
  return (
    <div className="schema">
      {plain && <p className="hint words">{typeOf(document, schema)}</p>}
      <ul>
        {parts.map((member) => {
          const description = member.schema.description ?? resolved(document, member.schema).description;
          return (
            <li key={member.name}>
              <p><code>{member.name}</code> <span className="hint type">{typeOf(document, member.schema)}{member.required && `, ${said("required")}`}</span></p>
              {description && <p className="words">{description}</p>}
              {partsOf(document, member.schema).length > 0 && <Inner document={document} member={member} />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
