/** What a context store promises: nothing over a restart, all but the last half minute, or what it has taken. */
export type StoreKind = 'memory' | 'delayed' | 'kept' | 'unknown';

/** A store that may be chosen; the empty name is Node-RED's default one. */
export interface ListedStore {
  name: string;
  kind: StoreKind;
}

interface StoreDefinition {
  module?: unknown;
  config?: { cache?: unknown };
}

/** The stores in `contextStorage` of Node-RED's settings file, which may lack it, the default one first. */
export function listedStores(contextStorage: Record<string, unknown> | undefined): ListedStore[] {
  const names = Object.keys(contextStorage ?? {}).filter((name) => name !== '_');
  const first = contextStorage?.default ?? contextStorage?.[names[0] ?? ''];
  const usual = typeof first === 'string' ? contextStorage?.[first] : first;
  const others = names.filter((name) => typeof contextStorage?.[name] === 'object');
  const listed = others.map((name) => ({ name, kind: kindOf(contextStorage?.[name]) }));
  return [{ name: '', kind: usual === undefined ? 'memory' : kindOf(usual) }, ...listed];
}

/** The store of files writes what it has taken within half a minute, unless it is told to keep nothing back. */
function kindOf(store: unknown): StoreKind {
  const { module, config } = (store ?? {}) as StoreDefinition;
  if (module === 'memory') return 'memory';
  if (module !== 'localfilesystem') return 'unknown';
  return config?.cache === false ? 'kept' : 'delayed';
}
