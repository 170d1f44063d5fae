// The routes of the server as its own description tells them: by group, found by words, and who may call them.
import type { OpenApi, OpenOperation } from "../../api/openapi_types";
import type { Method } from "../../api/client";

export interface Operation {
  id: string;
  method: Method;
  path: string;
  group: string;
  of: OpenOperation;
}

const kOrder: readonly string[] = ["get", "post", "put", "patch", "delete"];

export function operationsOf(document: OpenApi): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) => kOrder.flatMap((method): Operation[] => {
    const of = methods[method];
    return of ? [{ id: of.operationId, method: method.toUpperCase() as Method, path, group: of.tags[0] ?? "", of }] : [];
  }));
}

// Each word must stand somewhere: in the path, the summary, a parameter's name.
export function found(operations: readonly Operation[], words: string): Operation[] {
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return operations.filter(({ method, path, group, of }) => {
    const text = [method, path, group, of.summary, ...of.parameters.map((parameter) => parameter.name)].join("\n").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

// The groups by name, each with its operations in the order of the document.
export function grouped(operations: readonly Operation[]): [string, Operation[]][] {
  const groups = new Map<string, Operation[]>();
  for (const operation of operations) groups.set(operation.group, [...(groups.get(operation.group) ?? []), operation]);
  return [...groups].sort(([a], [b]) => a.localeCompare(b));
}

export interface Access {
  scopes: string[]; // any one is enough; none: see `key`
  key: "none" | "optional" | "needed";
  session: boolean;
}

export function accessOf({ security }: OpenOperation): Access {
  const scopes = security.flatMap((way) => way.key ?? []);
  const asked = security.some((way) => way.key !== undefined);
  const open = security.length === 0 || security.some((way) => way.key === undefined && way.session === undefined);
  return { scopes, key: asked ? (open ? "optional" : "needed") : "none", session: security.some((way) => way.session !== undefined) };
}
