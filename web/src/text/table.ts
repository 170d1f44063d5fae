// The shape of the tables of words: a row holds the English and the German form. A row without one of them, or with
// other {names} in it, does not compile.

// The names in a form: "{count} of {all}" has count | all. {count|order|orders} chooses a word by count.
export type Names<Form extends string> = Form extends `${string}{${infer Inner}}${infer Rest}`
  ? (Inner extends `${infer Name}|${string}` ? Name : Inner) | Names<Rest>
  : never;

type SameNames<Row> = Row extends readonly [infer English extends string, infer German extends string]
  ? [Names<English>] extends [Names<German>]
    ? [Names<German>] extends [Names<English>] ? Row : never
    : never
  : never;

export function words<Form extends string, Table extends Record<string, readonly [Form, Form]>>(
  table: Table & { [Key in keyof Table]: SameNames<Table[Key]> },
): Table {
  return table;
}
