// Lines to paste: a product, a view, an order and a list, in the languages that shops are written in.

export const snippetLanguages = ["curl", "JavaScript", "PHP", "Python"] as const;
export type SnippetLanguage = (typeof snippetLanguages)[number];

const product = `{"title":"Tea pot","price":"12.50","currency":"EUR","stock":5,"categories":["Kitchen"]}`;
const view = `{"type":"view","user_id":"dana","product_id":"tea-pot"}`;

function order(): string {
  return `{"order_id":"1001","user_id":"dana","placed_at":"${new Date().toISOString().slice(0, 19)}Z","currency":"EUR",` +
    `"lines":[{"product_id":"tea-pot","quantity":1,"price":"12.50"}]}`;
}

function curl(address: string, key: string): string {
  return `URL=${address}
KEY=${key}
ask() { curl -s -w '\\n' -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" "$@"; }
ask -X PUT $URL/v1/products/tea-pot -d '${product}'
ask $URL/v1/events -d '${view}'
ask $URL/v1/orders -d '${order()}'
ask "$URL/v1/users/dana/recommendations?limit=5&properties=title,price"
`;
}

function javascript(address: string, key: string): string {
  return `// Node 18 or later, on the shop's own server: the key must not reach a page.
const ask = async (method, path, body) => {
  const answer = await fetch("${address}" + path, {
    method,
    headers: { Authorization: "Bearer ${key}", "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
};
(async () => {
  await ask("PUT", "/v1/products/tea-pot", ${product});
  await ask("POST", "/v1/events", ${view});
  await ask("POST", "/v1/orders", ${order()});
  console.log(await ask("GET", "/v1/users/dana/recommendations?limit=5&properties=title,price"));
})();
`;
}

function php(address: string, key: string): string {
  return `<?php
function ask($method, $path, $body = null) {
  $options = ["method" => $method, "ignore_errors" => true, "content" => $body ?? "",
    "header" => "Authorization: Bearer ${key}\\r\\nContent-Type: application/json\\r\\n"];
  return json_decode(file_get_contents("${address}" . $path, false, stream_context_create(["http" => $options])), true);
}
ask("PUT", "/v1/products/tea-pot", '${product}');
ask("POST", "/v1/events", '${view}');
ask("POST", "/v1/orders", '${order()}');
print_r(ask("GET", "/v1/users/dana/recommendations?limit=5&properties=title,price"));
`;
}

function python(address: string, key: string): string {
  return `import json, urllib.request

def ask(method, path, body=None):
    request = urllib.request.Request("${address}" + path, method=method,
        data=json.dumps(body).encode() if body else None,
        headers={"Authorization": "Bearer ${key}", "Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))

ask("PUT", "/v1/products/tea-pot", ${product})
ask("POST", "/v1/events", ${view})
ask("POST", "/v1/orders", ${order()})
print(ask("GET", "/v1/users/dana/recommendations?limit=5&properties=title,price"))
`;
}

const writers: Record<SnippetLanguage, (address: string, key: string) => string> = { curl, JavaScript: javascript, PHP: php, Python: python };

export function snippet(language: SnippetLanguage, address: string, key: string): string {
  return writers[language](address.replace(/\/+$/, ""), key);
}
