// The shapes of imports, as /openapi.json describes them.

export interface ImportReject {
  place: string;
  why: string;
  record?: string;
}

export interface Imported {
  records: number;
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  hidden: number;
  not_hidden?: string;
  rejects: ImportReject[];
  rejects_not_told: number;
}
