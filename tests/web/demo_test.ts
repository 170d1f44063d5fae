// The made shop: the same each time, whole in itself, and with things that go together.
import assert from "node:assert/strict";
import { demoShop, kDemo } from "../../web/src/pages/demo/generator";

const midnight = new Date("2026-11-27T00:00:00Z");
const shop = demoShop(1, midnight);
assert.deepEqual(demoShop(1, midnight), shop);
assert.notDeepEqual(demoShop(2, midnight).orders, shop.orders);
assert.equal(shop.products.length, 60);
assert.equal(shop.users.length, 200);
assert.ok(shop.orders.length > 300, String(shop.orders.length));

const products = new Set(shop.products.map((product) => product.product_id));
const users = new Set(shop.users.map((user) => user.user_id));
assert.equal(products.size, 60);
for (const id of [...products, ...users, ...shop.orders.map((order) => order.order_id)]) assert.ok(id.startsWith(kDemo), id);
assert.equal(new Set(shop.orders.map((order) => order.order_id)).size, shop.orders.length);
assert.equal(new Set(shop.events.map((event) => event.event_id)).size, shop.events.length);
for (const { user_id, placed_at, lines } of shop.orders) {
  assert.ok(users.has(user_id));
  const days = (midnight.getTime() - new Date(placed_at).getTime()) / 86_400_000;
  assert.ok(days >= 0 && days <= 56, placed_at);
  assert.ok(lines.length >= 2 && lines.every((line) => products.has(line.product_id)));
  assert.equal(new Set(lines.map((line) => line.product_id)).size, lines.length);
}

// The cups are in far more orders with a teapot than without one.
const holds = (id: string) => (order: { lines: { product_id: string }[] }): boolean => order.lines.some((line) => line.product_id === id);
const pots = shop.orders.filter(holds("demo-tea-01"));
const others = shop.orders.filter((order) => !holds("demo-tea-01")(order));
assert.ok(pots.filter(holds("demo-tea-02")).length / pots.length > 5 * (others.filter(holds("demo-tea-02")).length / others.length));
