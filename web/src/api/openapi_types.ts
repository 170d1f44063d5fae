// The part of an OpenAPI 3.1 document that the reference reads.

export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  contentSchema?: Schema; // of each line of a text
}

export interface Content {
  schema?: Schema;
  example?: unknown; // text, or what JSON.stringify() makes text of
}

export interface OpenParameter {
  name: string;
  in: "path" | "query" | "header";
  description?: string;
  required?: boolean;
  schema: Schema;
}

export interface OpenAnswer {
  description: string;
  headers?: Record<string, { $ref: string }>;
  content?: Record<string, Content>;
}

export interface OpenOperation {
  operationId: string;
  summary: string;
  tags: string[];
  "x-browsers"?: "pages" | "shoppers";
  parameters: OpenParameter[];
  requestBody?: { required?: boolean; content: Record<string, Content> };
  responses: Record<string, OpenAnswer>;
  security: { key?: string[]; session?: string[] }[];
}

export interface OpenApi {
  info: { version: string; description: string };
  paths: Record<string, Record<string, OpenOperation>>;
  components: {
    schemas: Record<string, Schema>;
    headers: Record<string, { description?: string }>;
  };
}
