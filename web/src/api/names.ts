// Names that forms offer to choose from.
import { get } from "./client";
import type { Segments } from "./segment_types";
import type { Scenario } from "./types";

export async function segmentNames(shop: string): Promise<string[]> {
  return (await get<Segments>("/v1/segments", { shop, query: { limit: 100, uncounted: 1 } })).segments.map((segment) => segment.name);
}

export async function scenarioNames(shop: string): Promise<string[]> {
  return Object.keys((await get<{ scenarios: Record<string, Scenario> }>("/v1/scenarios", { shop, query: { limit: 1000 } })).scenarios);
}
