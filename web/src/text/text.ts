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

export type Word = keyof typeof table;
// A word that stands for itself, without values.
export type PlainWord = { [Key in Word]: [Names<(typeof table)[Key][0]>] extends [never] ? Key : never }[Word];
type Values<Key extends Word> = Record<Names<(typeof table)[Key][0]>, string | number>;
type Rest<Key extends Word> = [Names<(typeof table)[Key][0]>] extends [never] ? [] : [values: Values<Key>];

export function t<Key extends Word>(key: Key, ...rest: Rest<Key>): string {
  return filled(formOf(key), (rest[0] ?? {}) as Record<string, string | number>);
}

// A word chosen from a table of ours.
export function plain(key: PlainWord): string {
  return formOf(key);
}

// The words of a finding of the catalogue doctor; null for one that this table does not know yet.
export function findingWords(finding: string): { title: string; costs: string; mend: string } | null {
  const has = (key: string): key is PlainWord => Object.prototype.hasOwnProperty.call(table, key);
  const [title, costs, mend] = [finding, `${finding}Costs`, `${finding}Mend`];
  return has(title) && has(costs) && has(mend) ? { title: plain(title), costs: plain(costs), mend: plain(mend) } : null;
}

function formOf(key: Word): string {
  return table[key][language() === "de" ? 1 : 0];
}

function filled(form: string, values: Record<string, string | number>): string {
  return form.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name: string, one?: string, other?: string) => {
    const value = values[name] ?? "";
    if (one !== undefined) return (Number(value) === 1 ? one : other) ?? "";
    return typeof value === "number" ? number(value, 2) : value;
  });
}
