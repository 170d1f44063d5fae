// The kind and the form of a file, guessed from its name: shop systems name their exports in a few ways.

export const importKinds = ["products", "users", "orders"] as const;
export type ImportKind = (typeof importKinds)[number];
export const importFormats = ["csv", "ndjson", "google-feed"] as const;
export type ImportFormat = (typeof importFormats)[number];

const kPacked = /\.gz$/i;

const kinds: readonly [RegExp, ImportKind][] = [
  [/order|bestell|purchase|sales/i, "orders"],
  [/user|customer|kunde|people|person/i, "users"],
];

const formats: readonly [RegExp, ImportFormat][] = [
  [/google|merchant|\.(xml|rss|atom)$/i, "google-feed"],
  [/\.(ndjson|jsonl|json)$/i, "ndjson"],
];

export function isPacked(name: string): boolean {
  return kPacked.test(name);
}

// `allowed`: the kinds that this person may import.
export function guess(name: string, allowed: readonly ImportKind[]): { kind: ImportKind; format: ImportFormat } {
  const bare = name.replace(kPacked, "");
  const format = formats.find(([sign]) => sign.test(bare))?.[1] ?? "csv";
  const kind = kinds.find(([sign]) => sign.test(bare))?.[1] ?? "products";
  return { format, kind: format !== "google-feed" && allowed.includes(kind) ? kind : "products" };
}
