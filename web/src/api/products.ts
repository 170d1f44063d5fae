// Products by id and by words, kept for the session's length: pages show the same ones again and again.
import { get, pathOf } from "./client";
import { mapAtOnce } from "./pool";
import { Problem } from "./problem";
import type { List, ListItem, Product } from "./types";

const kMostKept = 5_000;
const kept = new Map<string, Product>();

export const shownProperties = "title,price,currency,image,stock";

function keep(shop: string, id: string, product: Product): void {
  if (kept.size >= kMostKept) kept.clear();
  kept.set(`${shop}\n${id}`, product);
}

export function keepItems(shop: string, items: readonly ListItem[]): void {
  for (const item of items) {
    if (item.properties) keep(shop, item.product_id, { product_id: item.product_id, ...item.properties });
  }
}

// A product that needs no request: null if it was not read yet.
export function keptProduct(shop: string, id: string): Product | null {
  return kept.get(`${shop}\n${id}`) ?? null;
}

// An id that the catalogue does not know is a product without a title: orders may name it.
export async function readProduct(shop: string, id: string): Promise<Product> {
  const known = keptProduct(shop, id);
  if (known) return known;
  let product: Product = { product_id: id };
  try {
    product = await get<Product>(pathOf("products", id), { shop });
  } catch (error) {
    if (!(error instanceof Problem && error.status === 404)) throw error;
  }
  keep(shop, id, product);
  return product;
}

export async function readProducts(shop: string, ids: readonly string[]): Promise<Product[]> {
  return mapAtOnce([...new Set(ids)], (id) => readProduct(shop, id));
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, (sign) => `\\${sign}`)}"`;
}

// Products whose title has these words, or whose title or id begins so: the well-selling ones first.
export async function searchProducts(shop: string, words: string, signal?: AbortSignal): Promise<ListItem[]> {
  const text = quoted(words.trim());
  const filter = `title contains ${text} or title starts_with ${text} or product_id starts_with ${text}`;
  const options = { shop, query: { filter, limit: 12, properties: shownProperties } };
  const list = await get<List>("/v1/popular", signal ? { ...options, signal } : options);
  keepItems(shop, list.items);
  return list.items;
}
