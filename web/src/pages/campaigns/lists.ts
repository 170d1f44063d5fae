// A run's lists as one file. An answer that would be too long or too dear is asked for in parts, twice as many each time.
import { getText, pathOf } from "../../api/client";
import { Problem } from "../../api/problem";
import { keepFile } from "../../parts/download";

export type ListsFormat = "csv" | "ndjson";
export type ListsGroup = "sent" | "held_out";

const kMostParts = 256;
const types: Record<ListsFormat, string> = { csv: "text/csv", ndjson: "application/x-ndjson" };

async function readParts(shop: string, path: string, query: Record<string, string>, parts: number): Promise<string[]> {
  const texts: string[] = [];
  for (let part = 0; part < parts; ++part) texts.push(await getText(path, { shop, query: { ...query, parts, part } }));
  return texts;
}

function isTooMuch(error: unknown): boolean {
  return error instanceof Problem && (error.status === 413 || error.status === 422);
}

export async function downloadLists(shop: string, name: string, run: string, group: ListsGroup, format: ListsFormat, links: string): Promise<void> {
  const path = `${pathOf("campaigns", name)}/lists`;
  for (let parts = 1; ; parts *= 2) {
    try {
      const texts = await readParts(shop, path, { run, group, format, ...(links === "" ? {} : { links }) }, parts);
      // Each part of a CSV begins with the head, which the file has once.
      const text = texts.map((each, index) => (format === "csv" && index > 0 ? each.slice(each.indexOf("\n") + 1) : each)).join("");
      keepFile(`${name}-${run}-${group}.${format}`, text, types[format]);
      return;
    } catch (error) {
      if (!isTooMuch(error) || parts >= kMostParts) throw error;
    }
  }
}
