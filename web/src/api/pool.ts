// Many small reads at once without taking all of the server's connections.

const kAtOnce = 6;

// The results in the order of the inputs. The first failure ends the whole.
export async function mapAtOnce<In, Out>(inputs: readonly In[], read: (input: In) => Promise<Out>): Promise<Out[]> {
  const results = new Array<Out>(inputs.length);
  let next = 0;
  async function work(): Promise<void> {
    while (next < inputs.length) {
      const index = next++;
      results[index] = await read(inputs[index] as In);
    }
  }
  await Promise.all(Array.from({ length: Math.min(kAtOnce, inputs.length) }, work));
  return results;
}
