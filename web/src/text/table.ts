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

type KeysOf<Table> = Table extends unknown ? keyof Table : never;
type All<Tables> = Tables extends readonly [infer First, ...infer Others] ? First & All<Others> : unknown;
type Repeated<Tables> = Tables extends readonly [infer First, ...infer Others]
  ? (keyof First & KeysOf<Others[number]>) | Repeated<Others>
  : never;

// All tables as one. A word in two tables would silently take the other's place: then a second argument is missing,
// whose type is that word.
export function joined<Tables extends readonly object[]>(
  tables: readonly [...Tables], ..._repeated: [Repeated<Tables>] extends [never] ? [] : [Repeated<Tables>]
): All<Tables> {
  return Object.assign({}, ...tables) as All<Tables>;
}
