// The table of pages: where each stands, who sees it in the menu, and its key.
import type { Account, Scope } from "./api/types";
import { may, ofWholeServer } from "./session";
import type { PlainWord } from "./text/text";
import { hashOf } from "./route";

export interface PageEntry {
  id: string;
  title: PlainWord;
  of: "shop" | "server" | "anybody";
  scope: Scope | "none";
  key: string; // typed after "g"
}

export const pageTable: readonly PageEntry[] = [
  { id: "overview", title: "overview", of: "shop", scope: "read", key: "o" },
  { id: "earnings", title: "earnings", of: "shop", scope: "read", key: "b" },
  { id: "explorer", title: "explorer", of: "shop", scope: "recommend", key: "e" },
  { id: "merchandising", title: "merchandising", of: "shop", scope: "recommend", key: "m" },
  { id: "segments", title: "segments", of: "shop", scope: "read", key: "g" },
  { id: "campaigns", title: "campaigns", of: "shop", scope: "read", key: "n" },
  { id: "receivers", title: "receivers", of: "shop", scope: "merchandise", key: "v" },
  { id: "experiments", title: "experiments", of: "shop", scope: "read", key: "x" },
  { id: "calendar", title: "calendar", of: "shop", scope: "read", key: "l" },
  { id: "catalogue", title: "catalogue", of: "shop", scope: "read", key: "d" },
  { id: "connect", title: "shopSetup", of: "shop", scope: "read", key: "c" },
  { id: "keys", title: "keys", of: "shop", scope: "admin", key: "k" },
  { id: "people", title: "people", of: "shop", scope: "admin", key: "p" },
  { id: "audit", title: "audit", of: "shop", scope: "admin", key: "a" },
  { id: "shops", title: "shops", of: "server", scope: "admin", key: "s" },
  { id: "monitoring", title: "monitoring", of: "server", scope: "read", key: "w" },
  { id: "reference", title: "reference", of: "anybody", scope: "none", key: "r" },
];

export function pageHash(entry: PageEntry, shop: string | null): string {
  if (entry.of === "anybody") return hashOf([entry.id]);
  return entry.of === "shop" ? hashOf(["shop", shop ?? "", entry.id]) : hashOf(["server", entry.id]);
}

export function pagesFor(account: Account, shop: string | null): PageEntry[] {
  return pageTable.filter(({ of, scope }) => {
    if (of === "anybody" || scope === "none") return true;
    return of === "shop" ? shop !== null && may(account, scope, shop) : ofWholeServer(account) && may(account, scope, null);
  });
}
