// The conditions that the form writes, and how one joins what stands there already.
import type { PlainWord } from "../../text/text";

export type ConditionField = "category" | "days" | "count" | "amount" | "share" | "segment";
export type Values = Partial<Record<ConditionField, string>>;

export interface ConditionKind {
  id: string;
  title: PlainWord;
  begin: Values; // its fields, and what they hold at first
  text: (values: Values, currency: string) => string;
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, (sign) => `\\${sign}`)}"`;
}

function ofCategory(word: string): ConditionKind["text"] {
  return ({ category = "", days = "" }) => {
    const products = category.trim() === "" ? "" : `category == ${quoted(category.trim())}, `;
    return `${word}(${products}${days}d)`;
  };
}

// Without a category: all that is in stock, for the word asks for products.
function likely({ category = "", share = "" }: Values): string {
  const products = category.trim() === "" ? "in_stock" : `category == ${quoted(category.trim())}`;
  return `likely(${products}, ${Number(share) / 100})`;
}

export const conditionKinds: readonly ConditionKind[] = [
  { id: "lapsed", title: "whoLapsed", begin: { days: "180" }, text: ({ days = "" }) => `lapsed(${days}d)` },
  { id: "bought", title: "whoBought", begin: { category: "", days: "90" }, text: ofCategory("bought") },
  { id: "spent", title: "whoSpent", begin: { amount: "200", days: "365" },
    text: ({ amount = "", days = "" }, currency) => `spent(${quoted(currency)}, ${days}d) > ${amount}` },
  { id: "orders", title: "whoOrdered", begin: { count: "2", days: "365" }, text: ({ count = "", days = "" }) => `orders(${days}d) >= ${count}` },
  { id: "first", title: "whoFirst", begin: { days: "30" }, text: ({ days = "" }) => `first_order(${days}d)` },
  { id: "likely", title: "whoLikely", begin: { category: "", share: "5" }, text: likely },
  { id: "cart", title: "whoLeftCart", begin: { category: "", days: "7" }, text: ofCategory("cart_left") },
  { id: "viewed", title: "whoViewed", begin: { category: "", days: "30" }, text: ofCategory("viewed") },
  { id: "segment", title: "whoInSegment", begin: { segment: "" }, text: ({ segment = "" }) => `segment(${quoted(segment)})` },
];

export const joins = ["and", "or", "and not"] as const;
export type Join = (typeof joins)[number];

// "and" binds more tightly than "or", so what an "or" has joined is put into brackets first.
export function joined(before: string, join: Join, condition: string): string {
  const first = before.trim();
  if (first === "") return join === "and not" ? `not ${condition}` : condition;
  return `${join !== "or" && /\bor\b/.test(first) ? `(${first})` : first} ${join} ${condition}`;
}

// Words that the field proposes beside those of products.
export const peopleWords = [
  "bought(", "viewed(", "cart_left(", "orders(", "spent(", "first_order(", "lapsed(", "likely(", "in_file(", "segment(", "user.",
];

// The uploaded lists that a condition asks for.
export function listsIn(people: string): string[] {
  return [...new Set([...people.matchAll(/in_file\(\s*"([^"\\]+)"\s*\)/g)].map(([, name = ""]) => name))];
}
