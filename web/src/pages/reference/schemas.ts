// A JSON Schema in words, with what `$ref` names put in its place.
import type { Content, OpenApi, Schema } from "../../api/openapi_types";

const kMostSteps = 16; // of references to references; a circle ends here

export function nameOf(schema: Schema): string | null {
  return schema.$ref?.split("/").pop() ?? null;
}

export function resolved(document: OpenApi, schema: Schema): Schema {
  let found = schema;
  for (let step = 0; found.$ref !== undefined && step < kMostSteps; ++step) {
    found = document.components.schemas[nameOf(found) ?? ""] ?? {};
  }
  return found;
}

export interface Member {
  name: string;
  schema: Schema;
  required: boolean;
}

// The members of an object, those of its parts too.
export function membersOf(document: OpenApi, schema: Schema): Member[] {
  const whole = resolved(document, schema);
  const own = Object.entries(whole.properties ?? {})
    .map(([name, member]) => ({ name, schema: member, required: whole.required?.includes(name) ?? false }));
  return [...(whole.allOf ?? []).flatMap((part) => membersOf(document, part)), ...own];
}

// All that a schema is made of, its members first and those of an array's items: "{ }" for values under any name, "\n" for
// a line of text.
export function partsOf(document: OpenApi, schema: Schema): Member[] {
  const whole = resolved(document, schema);
  const parts = membersOf(document, whole);
  if (whole.items) parts.push(...partsOf(document, whole.items));
  if (typeof whole.additionalProperties === "object") parts.push({ name: "{ }", schema: whole.additionalProperties, required: false });
  if (whole.contentSchema) parts.push({ name: "\\n", schema: whole.contentSchema, required: false });
  (whole.oneOf ?? whole.anyOf ?? []).forEach((one, index) => parts.push({ name: String(index + 1), schema: one, required: false }));
  return parts;
}

function limitsOf(schema: Schema): string[] {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  const range = (low: number | undefined, high: number | undefined, of: string): string[] =>
    low === undefined && high === undefined ? [] : [`${low ?? ""}..${high ?? ""}${of}`];
  return [...range(minimum, maximum, ""), ...range(minLength, maxLength, " characters"), ...range(minItems, maxItems, " items")];
}

// "array of OrderLine, 1..500 items". It is said in the document's own English, as are its descriptions.
export function typeOf(document: OpenApi, schema: Schema): string {
  const name = nameOf(schema);
  const whole = resolved(document, schema);
  const types = whole.type === undefined ? (whole.oneOf || whole.anyOf ? "one of these" : name ?? "any") : [whole.type].flat().join(" or ");
  const items = whole.items ? ` of ${nameOf(whole.items) ?? typeOf(document, whole.items)}` : "";
  const words = [`${types}${items}`, ...(whole.format ? [whole.format] : []), ...limitsOf(whole)];
  if (whole.enum) words.push(`one of ${whole.enum.map((value) => JSON.stringify(value)).join(", ")}`);
  if (whole.const !== undefined) words.push(`always ${JSON.stringify(whole.const)}`);
  if (whole.pattern) words.push(`like ${whole.pattern}`);
  if (whole.default !== undefined) words.push(`by itself ${JSON.stringify(whole.default)}`);
  return words.join(", ");
}

export function exampleText(content: Content | undefined): string {
  const example = content?.example;
  if (example === undefined) return "";
  return typeof example === "string" ? example : JSON.stringify(example, null, 2);
}
