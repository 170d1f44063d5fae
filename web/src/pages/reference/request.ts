// A request of the reference: what was typed, as an address, and as a line for a shell.
import type { OpenParameter } from "../../api/openapi_types";
import type { Operation } from "./operations";

export interface Typed {
  values: Record<string, string>; // by "path name", "query limit", "header If-Match"
  type: string; // of the body; "" if the operation has none
  body: string;
}

export function keyOf(parameter: OpenParameter): string {
  return `${parameter.in} ${parameter.name}`;
}

// The parameters that lack a value which the operation can't do without.
export function missingIn(operation: Operation, typed: Typed): OpenParameter[] {
  return operation.of.parameters.filter((parameter) => parameter.required && (typed.values[keyOf(parameter)] ?? "") === "");
}

export function targetOf(operation: Operation, { values }: Typed): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[`path ${name}`] ?? "";
    return value === "" ? whole : encodeURIComponent(value);
  });
  const query = new URLSearchParams();
  for (const parameter of operation.of.parameters) {
    const value = values[keyOf(parameter)] ?? "";
    if (parameter.in === "query" && value !== "") query.set(parameter.name, value);
  }
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

export function headersOf(operation: Operation, typed: Typed): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const parameter of operation.of.parameters) {
    const value = typed.values[keyOf(parameter)] ?? "";
    if (parameter.in === "header" && value !== "") headers[parameter.name] = value;
  }
  // A route that takes any file names no type of it.
  if (typed.type !== "" && typed.body !== "") headers["Content-Type"] = typed.type === "*/*" ? "application/octet-stream" : typed.type;
  return headers;
}

// Within single quotes a shell takes every sign as it is but the quote itself.
function quoted(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

// The key is not written down: the line may end in a ticket or in a shell's history.
export function curlOf(origin: string, operation: Operation, typed: Typed, withKey: boolean): string {
  const lines = [`curl -sS -X ${operation.method} ${quoted(origin + targetOf(operation, typed))}`];
  if (withKey) lines.push('-H "Authorization: Bearer $KEY"');
  for (const [name, value] of Object.entries(headersOf(operation, typed))) lines.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (typed.type !== "" && typed.body !== "") lines.push(`--data-binary ${quoted(typed.body)}`);
  return lines.join(" \\\n  ");
}
