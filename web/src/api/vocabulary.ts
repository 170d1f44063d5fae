// The words that a shop's filters are made of, from the products that changed last.
import { get } from "./client";
import type { Changes, Product } from "./types";

const kLookedAt = 300; // products

export interface Vocabulary {
  properties: string[]; // names of the shop's own
  brands: string[];
  categories: string[];
  currency: string; // "" where no product has a price
}

interface ProductWithMore extends Product {
  properties?: Record<string, unknown> | null;
}

export async function readVocabulary(shop: string): Promise<Vocabulary> {
  const query = { since: "beginning", mode: "latest", kinds: "product", limit: kLookedAt };
  const page = await get<Changes>("/v1/changes", { shop, query });
  const products = page.changes.map((change) => change.data as ProductWithMore | null);
  const all = (of: (product: ProductWithMore | null) => readonly string[]): string[] => [...new Set(products.flatMap(of))];
  return {
    properties: all((product) => Object.keys(product?.properties ?? {})),
    brands: all((product) => (product?.brand ? [product.brand] : [])),
    categories: all((product) => product?.categories ?? []),
    currency: products.find((product) => product?.currency)?.currency ?? "",
  };
}
