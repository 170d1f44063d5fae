// Fills a shop with the made records and takes them away, by the routes that a shop's own server uses. Records go in with
// keys, not with sessions: a key is made for it, kept in memory, and revoked at the end. It would end by itself in an hour.
import { ask, get, pathOf, sendRaw } from "../../api/client";
import type { Method } from "../../api/client";
import { mapAtOnce } from "../../api/pool";
import { Problem, problemOf } from "../../api/problem";
import type { Changes, List, NewKey, ServerStatus } from "../../api/types";
import { demoCurrency, demoShop, kDemo, numbers } from "./generator";
import type { DemoShop } from "./generator";

const kSeed = 20_261_127;
const kKeyMilliseconds = 3_600_000;
const kLinesAtOnce = 200;
const kVisits = 60;
const kLookMilliseconds = 500;
const kMostLooks = 240;

export type DemoState = "fillable" | "filled" | "orders" | "products";
export type Step = "products" | "people" | "orders" | "views" | "learning" | "visits" | "removing";
export type Tell = (step: Step, done: number, all: number) => void;

async function first(shop: string, kind: string): Promise<string | null> {
  const page = await get<Changes>("/v1/changes", { shop, query: { since: "beginning", mode: "latest", kinds: kind, limit: 1 } });
  return page.changes[0]?.id ?? null;
}

// The records that are there decide whether made ones may come. A fill that was stopped may be gone on with.
export async function readDemoState(shop: string): Promise<DemoState> {
  const [order, product] = await Promise.all([first(shop, "order"), first(shop, "product")]);
  const foreign = (id: string | null): boolean => id !== null && !id.startsWith(kDemo);
  if (foreign(order)) return "orders";
  if (foreign(product)) return "products";
  return order !== null ? "filled" : "fillable";
}

async function withKey<T>(shop: string, act: (key: string) => Promise<T>): Promise<T> {
  const body = { shop, scopes: ["ingest", "recommend", "privacy"], name: "demo data", expires_at: new Date(Date.now() + kKeyMilliseconds).toISOString() };
  const made = (await ask<NewKey>("POST", "/v1/keys", { shop, body })).data;
  try {
    return await act(made.key);
  } finally {
    await ask("DELETE", pathOf("keys", made.key_id), { shop });
  }
}

async function send(key: string, method: Method, target: string, type: string, body: string | null): Promise<Response> {
  const headers: Record<string, string> = type === "" ? {} : { "Content-Type": type };
  const response = await sendRaw({ method, target, headers, body, key, signal: new AbortController().signal });
  if (!response.ok) throw await problemOf(response);
  return response;
}

interface BulkLine {
  status?: number;
  detail?: string;
}

async function sendLines(key: string, path: string, records: readonly object[], tell: (done: number) => void): Promise<void> {
  for (let at = 0; at < records.length; at += kLinesAtOnce) {
    const some = records.slice(at, at + kLinesAtOnce);
    const response = await send(key, "POST", path, "application/x-ndjson", some.map((record) => JSON.stringify(record)).join("\n"));
    const refused = (await response.text()).split("\n").filter((line) => line !== "")
      .map((line) => JSON.parse(line) as BulkLine).find((line) => line.status !== undefined && line.status >= 400);
    if (refused) throw new Problem(refused.status ?? 400, refused.detail ?? "");
    tell(Math.min(at + kLinesAtOnce, records.length));
  }
}

async function learned(shop: string, tell: Tell): Promise<void> {
  for (let look = 0; look < kMostLooks; ++look) {
    const status = await get<ServerStatus>("/v1/status", { shop });
    const own = status.shops.find((each) => each.name === shop);
    if (own?.lag_records === 0) return;
    tell("learning", look, kMostLooks);
    await new Promise((resolve) => setTimeout(resolve, kLookMilliseconds));
  }
}

// People see lists of their own; some click, and some of those order what they clicked. So reports have something to tell.
async function visit(key: string, demo: DemoShop, tell: Tell): Promise<void> {
  const random = numbers(kSeed + 1);
  const chances = Array.from({ length: kVisits }, () => ({ click: random(), place: random(), order: random() }));
  const events: object[] = [];
  const orders: object[] = [];
  let done = 0;
  await mapAtOnce(chances, async ({ click, place, order }) => {
    const user_id = demo.users[(done * 7) % demo.users.length]?.user_id ?? "";
    tell("visits", ++done, kVisits);
    const response = await send(key, "POST", "/v1/recommendations", "application/json", JSON.stringify({ user_id, list: "for-you", limit: 6 }));
    const { recommendation_id, items } = (await response.json()) as List;
    const of = { user_id, recommendation_id };
    events.push({ type: "rec_shown", ...of });
    const chosen = items[Math.floor(place * items.length)];
    if (chosen === undefined || click > 0.4) return;
    events.push({ type: "rec_click", product_id: chosen.product_id, ...of });
    const price = demo.products.find((product) => product.product_id === chosen.product_id)?.price ?? "1.00";
    if (order < 0.5) {
      orders.push({ order_id: `${kDemo}list-${recommendation_id}`, user_id, currency: demoCurrency,
        lines: [{ product_id: chosen.product_id, quantity: 1, price, recommendation_id }] });
    }
  });
  await sendLines(key, "/v1/events", events, () => undefined);
  const placed_at = new Date().toISOString();
  await sendLines(key, "/v1/orders", orders.map((order) => ({ ...order, placed_at })), () => undefined);
}

// Returns a person whose lists are worth a look.
export async function fill(shop: string, tell: Tell): Promise<string> {
  const midnight = new Date();
  midnight.setUTCHours(0, 0, 0, 0);
  const demo = demoShop(kSeed, midnight);
  await withKey(shop, async (key) => {
    await sendLines(key, "/v1/products", demo.products, (done) => tell("products", done, demo.products.length));
    await sendLines(key, "/v1/users", demo.users, (done) => tell("people", done, demo.users.length));
    await sendLines(key, "/v1/orders", demo.orders, (done) => tell("orders", done, demo.orders.length));
    await sendLines(key, "/v1/events", demo.events, (done) => tell("views", done, demo.events.length));
    await learned(shop, tell);
    await visit(key, demo, tell);
  });
  return demo.users[0]?.user_id ?? "";
}

// All products and people that fill() makes, and with a person all orders and events.
export async function takeAway(shop: string, tell: Tell): Promise<void> {
  const { products, users } = demoShop(kSeed, new Date(0));
  const doomed = [...products.map(({ product_id }) => pathOf("products", product_id)),
    ...users.map(({ user_id }) => pathOf("privacy", "people", user_id))];
  let done = 0;
  await withKey(shop, (key) => mapAtOnce(doomed, async (target) => {
    await send(key, "DELETE", target, "", null);
    tell("removing", ++done, doomed.length);
  }));
}
