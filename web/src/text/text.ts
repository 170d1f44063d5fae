// All words of the dashboard and the way to them: t("name", {values}).
import { calendarWords } from "./calendar_words";
import { campaignsWords } from "./campaigns_words";
import { catalogueWords } from "./catalogue_words";
import { frameWords } from "./frame_words";
import { experimentsWords } from "./experiments_words";
import { explorerWords } from "./explorer_words";
import { merchandisingWords } from "./merchandising_words";
import { monitoringWords } from "./monitoring_words";
import { overviewWords } from "./overview_words";
import { segmentsWords } from "./segments_words";
import { shopsWords } from "./shops_words";
import { importWords } from "./import_words";
import { intervalWords } from "./interval_words";
import { jobWords } from "./job_words";
import { language } from "./language";
import { number } from "./format";
import { joined } from "./table";
import type { Names } from "./table";

const table = joined([
  frameWords, overviewWords, explorerWords, merchandisingWords, shopsWords, monitoringWords, catalogueWords, segmentsWords,
  campaignsWords, experimentsWords, jobWords, intervalWords, calendarWords, importWords,
]);

type Rows = Record<string, readonly [string, string]>;
type NamesOf<Table extends Rows, Key extends keyof Table> = Names<Table[Key][0]>;
type Rest<Table extends Rows, Key extends keyof Table> =
  [NamesOf<Table, Key>] extends [never] ? [] : [values: Record<NamesOf<Table, Key>, string | number>];

export type Word = keyof typeof table;
// A word that stands for itself, without values.
export type PlainWord = { [Key in Word]: [NamesOf<typeof table, Key>] extends [never] ? Key : never }[Word];

// The same way to a table of its own, of pages that come with their words when somebody goes there (late.ts).
export function speaking<Table extends Rows>(rows: Table): <Key extends keyof Table>(key: Key, ...rest: Rest<Table, Key>) => string {
  return (key, ...rest) => filled(formOf(rows[key]), (rest[0] ?? {}) as Record<string, string | number>);
}

export const t = speaking(table);

// A word chosen from a table of ours.
export function plain(key: PlainWord): string {
  return formOf(table[key]);
}

// The words of a finding of the catalogue doctor; null for one that this table does not know yet.
export function findingWords(finding: string): { title: string; costs: string; mend: string } | null {
  const has = (key: string): key is PlainWord => Object.prototype.hasOwnProperty.call(table, key);
  const [title, costs, mend] = [finding, `${finding}Costs`, `${finding}Mend`];
  return has(title) && has(costs) && has(mend) ? { title: plain(title), costs: plain(costs), mend: plain(mend) } : null;
}

function formOf(row: readonly [string, string] | undefined): string {
  return row?.[language() === "de" ? 1 : 0] ?? "";
}

function filled(form: string, values: Record<string, string | number>): string {
  return form.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name: string, one?: string, other?: string) => {
    const value = values[name] ?? "";
    if (one !== undefined) return (Number(value) === 1 ? one : other) ?? "";
    return typeof value === "number" ? number(value, 2) : value;
  });
}
