// A request of the reference as an address and as a line for a shell, whatever was typed.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import type { OpenApi } from "../../web/src/api/openapi_types";
import { accessOf, found, operationsOf } from "../../web/src/pages/reference/operations";
import { curlOf, headersOf, missingIn, targetOf } from "../../web/src/pages/reference/request";
import { partsOf, typeOf } from "../../web/src/pages/reference/schemas";

const parameters = [
  { name: "id", in: "path", required: true, schema: { type: "string" } },
  { name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 100 } },
  { name: "If-Match", in: "header", schema: { type: "string" } },
] as const;
const document = {
  info: { version: "1", description: "" },
  paths: { "/v1/things/{id}": { put: { operationId: "put_thing", summary: "Puts a thing.", tags: ["Things"], parameters, responses: {}, security: [{ key: ["ingest"] }, { session: [] }] } } },
  components: { headers: {}, schemas: {
    Thing: { type: "object", required: ["name"], properties: { name: { type: "string" }, parts: { type: "array", items: { $ref: "#/components/schemas/Thing" } } } },
    Circle: { $ref: "#/components/schemas/Circle" },
  } },
} as unknown as OpenApi;

const [operation] = operationsOf(document);
assert.ok(operation);
assert.deepEqual(found([operation], "PUT limit"), [operation]);
assert.deepEqual(found([operation], "put nothing"), []);
assert.deepEqual(accessOf(operation.of), { scopes: ["ingest"], key: "needed", session: true });

const typed = { values: { "path id": "a/b c'%", "query limit": "5", "header If-Match": '"1:2"' }, type: "application/json", body: `{"name":"it's $HOME \`x\`"}` };
assert.equal(targetOf(operation, typed), "/v1/things/a%2Fb%20c'%25?limit=5");
assert.deepEqual(headersOf(operation, typed), { "If-Match": '"1:2"', "Content-Type": "application/json" });
assert.deepEqual(missingIn(operation, { ...typed, values: {} }).map((parameter) => parameter.name), ["id"]);

// A shell takes each word as it was typed, and runs nothing of it.
const line = curlOf("http://127.0.0.1:8601", operation, typed, true).replace(/^curl /, "printf '%s\\n' ");
const shell = spawnSync("sh", ["-c", line], { env: { KEY: "secret", PATH: process.env["PATH"] } });
assert.deepEqual(shell.stdout.toString().trimEnd().split("\n"), ["-sS", "-X", "PUT", "http://127.0.0.1:8601/v1/things/a%2Fb%20c'%25?limit=5",
  "-H", "Authorization: Bearer secret", "-H", 'If-Match: "1:2"', "-H", "Content-Type: application/json", "--data-binary", typed.body]);

// A shape that holds itself, and one that is nothing but its own name, have an end.
const thing = { $ref: "#/components/schemas/Thing" };
assert.deepEqual(partsOf(document, thing).map((part) => [part.name, part.required]), [["name", true], ["parts", false]]);
assert.equal(typeOf(document, { type: "array", items: thing }), "array of Thing");
assert.deepEqual(partsOf(document, { $ref: "#/components/schemas/Circle" }), []);
