// Whose lists are looked at, and the requests that ask for them.
import { ask } from "../../api/client";
import { keepItems, shownProperties } from "../../api/products";
import type { List, ListKind, ListOptions, ListRequest } from "../../api/types";

export type Subject =
  | { kind: "person"; id: string }
  | { kind: "guest"; basket: string[] }
  | { kind: "product"; id: string };

export const subjectKinds = ["person", "guest", "product"] as const;

// From the address behind explorer/; null: nobody is chosen yet.
export function subjectOf([kind, ...ids]: string[]): Subject | null {
  const [id] = ids;
  if (kind === "guest") return { kind, basket: ids };
  return (kind === "person" || kind === "product") && id ? { kind, id } : null;
}

export const listsFor: Record<Subject["kind"], readonly ListKind[]> = {
  person: ["for-you", "buy-again", "recently-viewed", "trending"],
  guest: ["for-you", "popular", "trending", "new"],
  product: ["similar", "bought-together", "bought-next"],
};

export type Ask = { list: ListKind } | { scenario: string };

export function requestFor(subject: Subject, wanted: Ask, whyNot: string): ListRequest {
  const options: ListOptions = { ...wanted, limit: 10, trace: true, properties: shownProperties };
  if (whyNot !== "") options.why_not = whyNot;
  if (subject.kind === "person") return { ...options, user_id: subject.id };
  if (subject.kind === "product") return { ...options, product_id: subject.id };
  return subject.basket.length > 0 ? { ...options, basket: subject.basket } : options;
}

export async function readList(shop: string, body: ListRequest, signal: AbortSignal, asOf?: number): Promise<List> {
  const { data } = await ask<List>("POST", "/v1/recommendations", { shop, body, signal, query: { as_of: asOf } });
  keepItems(shop, data.items);
  return data;
}
