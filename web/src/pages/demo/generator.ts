// A made shop: products of six interests, people who have one or two of them, and orders in which things that go together
// come together. The same seed and day give the same records.

export interface DemoProduct {
  product_id: string;
  title: string;
  price: string;
  currency: string;
  stock: number;
  brand: string;
  categories: string[];
}

export interface DemoLine {
  product_id: string;
  quantity: number;
  price: string;
}

export interface DemoOrder {
  order_id: string;
  user_id: string;
  placed_at: string;
  currency: string;
  lines: DemoLine[];
}

export interface DemoEvent {
  event_id: string;
  type: "view";
  user_id: string;
  product_id: string;
  at: string;
}

export interface DemoShop {
  products: DemoProduct[];
  users: { user_id: string }[];
  orders: DemoOrder[];
  events: DemoEvent[];
}

export const kDemo = "demo-"; // begins each id, so that made records are told from a shop's own
export const demoCurrency = "EUR";
const kDays = 56;
const kPeople = 200;
const kDayMilliseconds = 86_400_000;

// Neighbours of a row go together: who buys a teapot wants the cups.
const interests: Record<string, readonly string[]> = {
  Tea: ["Teapot", "Pair of tea cups", "Tea strainer", "Green tea", "Black tea", "Herb tea", "Tea tin", "Honey jar", "Tray", "Biscuit box"],
  Garden: ["Hand trowel", "Garden gloves", "Watering can", "Tomato seeds", "Basil seeds", "Flower pot", "Potting soil", "Plant labels", "Garden twine", "Pruning shears"],
  Desk: ["Fountain pen", "Ink bottle", "Notebook, lined", "Notebook, plain", "Pencil set", "Eraser", "Ruler", "Desk lamp", "Paper tray", "Letter opener"],
  Camping: ["Two-person tent", "Sleeping mat", "Sleeping bag", "Camp stove", "Gas cartridge", "Mess tin", "Head torch", "Water bottle", "Rain cover", "Pocket knife"],
  Baking: ["Mixing bowl", "Whisk", "Baking tin", "Rolling pin", "Wheat flour", "Vanilla sugar", "Cake stand", "Icing bag", "Kitchen scales", "Oven gloves"],
  Cycling: ["Bicycle bell", "Front light", "Rear light", "Pump", "Puncture kit", "Inner tube", "Helmet", "Saddle bag", "Chain oil", "Bottle cage"],
};
const brands = ["Alder", "Birch", "Cedar"] as const;

// Numbers in (0, 1) that look like chance and are always the same: Lehmer's sequence with the factor 48271 modulo
// 2^31 - 1 (Park and Miller, "Random number generators: good ones are hard to find", 1988).
export function numbers(seed: number): () => number {
  const modulus = 2 ** 31 - 1;
  let state = seed % modulus || 1;
  return () => {
    state = (state * 48_271) % modulus;
    return state / modulus;
  };
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}

function productsOf(): DemoProduct[] {
  return Object.entries(interests).flatMap(([interest, titles], group) => titles.map((title, index) => ({
    product_id: `${kDemo}${interest.toLowerCase()}-${padded(index + 1, 2)}`,
    title: `${title} (demo)`,
    price: `${3 + ((group * 7 + index * 11) % 40)}.${index % 2 === 0 ? "90" : "50"}`,
    currency: demoCurrency,
    stock: 20 + ((group + index) * 13) % 80,
    brand: brands[(group + index) % brands.length] as string,
    categories: [`Demo > ${interest}`],
  })));
}

const kOfInterest = 10; // products of an interest

// The place of a product in its interest: the first ones are wanted most.
function wanted(random: () => number): number {
  return Math.floor(kOfInterest * random() ** 1.7);
}

// Two or three neighbours of an interest; now and then something from anywhere.
function basket(random: () => number, interest: number, all: number): number[] {
  const first = wanted(random);
  const places = new Set([first, (first + 1) % kOfInterest]);
  if (random() < 0.4) places.add((first + 2) % kOfInterest);
  const chosen = [...places].map((place) => interest * kOfInterest + place);
  const other = Math.floor(random() * all);
  if (random() < 0.15 && !chosen.includes(other)) chosen.push(other);
  return chosen;
}

// `midnight`: the begin of today; orders lie in the eight weeks before it.
export function demoShop(seed: number, midnight: Date): DemoShop {
  const random = numbers(seed);
  const products = productsOf();
  const day = midnight.toISOString().slice(0, 10).replace(/-/g, "");
  const groups = Object.keys(interests).length;
  const shop: DemoShop = { products, users: [], orders: [], events: [] };
  for (let person = 1; person <= kPeople; ++person) {
    const user = `${kDemo}person-${padded(person, 3)}`;
    shop.users.push({ user_id: user });
    const likes = [person % groups, Math.floor(random() * groups)];
    const orders = 1 + Math.floor(5 * random() ** 2);
    for (let number = 1; number <= orders; ++number) {
      const at = midnight.getTime() - Math.floor(random() * kDays * kDayMilliseconds);
      const chosen = basket(random, likes[random() < 0.75 ? 0 : 1] as number, products.length).map((index) => products[index] as DemoProduct);
      const id = `${day}-${padded(person, 3)}-${number}`;
      shop.orders.push({
        order_id: `${kDemo}${id}`, user_id: user, placed_at: new Date(at).toISOString(), currency: demoCurrency,
        lines: chosen.map(({ product_id, price }) => ({ product_id, price, quantity: random() < 0.2 ? 2 : 1 })),
      });
      // Each was looked at before it was bought.
      chosen.forEach(({ product_id }, index) => shop.events.push({
        event_id: `${kDemo}${id}-${index}`, type: "view", user_id: user, product_id, at: new Date(at - (index + 1) * 60_000).toISOString(),
      }));
    }
  }
  return shop;
}
