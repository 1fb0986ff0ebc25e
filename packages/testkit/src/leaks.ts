const REGISTRY = Symbol.for('perdura.testkit.running');

type Stop = () => Promise<unknown>;
type Registry = Map<string, Stop>;

/** Notes that something runs which its test must stop; call the answer once it has been stopped. */
export function track(name: string, stop: Stop): () => void {
  const registry = registryOf(globalThis);
  const key = `${name} #${registry.size + 1}-${Date.now()}`;
  registry.set(key, stop);
  return () => {
    registry.delete(key);
  };
}

/** Stops everything that is still noted in that global scope, and answers the names. */
export async function stopLeaks(scope: object): Promise<string[]> {
  const registry = registryOf(scope);
  const leaked = [...registry];
  registry.clear();
  await Promise.allSettled(leaked.map(([, stop]) => stop()));
  return leaked.map(([key]) => key.replace(/ #[\d-]+$/, ''));
}

/** On the global scope, since the test environment and the test see different instances of this module. */
function registryOf(scope: object): Registry {
  const found: unknown = Reflect.get(scope, REGISTRY);
  if (isRegistry(found)) return found;
  const made: Registry = new Map();
  Reflect.set(scope, REGISTRY, made);
  return made;
}

/** A Map of the test's realm is no instance of this realm's Map. */
function isRegistry(value: unknown): value is Registry {
  return Object.prototype.toString.call(value) === '[object Map]';
}
