import { defineProperty, text } from './intrinsics.ts';

/** `Symbol.for` and `Symbol.keyFor` with a registry of their own. */
export function symbolRegistry(): Pick<SymbolConstructor, 'for' | 'keyFor'> {
  const symbols = new Map<string, symbol>();
  const names = new Map<symbol, string>();
  return {
    for(key: unknown): symbol {
      const name = `${key}`;
      const known = symbols.get(name);
      if (known !== undefined) return known;
      const symbol = Symbol(name);
      symbols.set(name, symbol);
      names.set(symbol, name);
      return symbol;
    },
    keyFor(symbol: unknown): string | undefined {
      if (typeof symbol !== 'symbol') throw new TypeError(`${text(symbol)} is not a symbol`);
      return names.get(symbol);
    },
  };
}

/** Gives the realm its own registry: the language's belongs to the whole thread and never forgets a text. */
export function ownSymbols(): void {
  const registry = symbolRegistry();
  defineProperty(Symbol, 'for', { value: registry.for });
  defineProperty(Symbol, 'keyFor', { value: registry.keyFor });
}
