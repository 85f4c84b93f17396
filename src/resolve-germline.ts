import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';

const root = new URL('..', import.meta.url);

/** The file that `germline`, `germline/kit/NAME` or `germline/evaluators/NAME` stands for; undefined for anything else. */
export function resolveGermline(specifier: string): URL | undefined {
  const [, kind, name] = /^germline(?:\/(kit|evaluators)\/([\w-]+))?$/.exec(specifier) ?? [];
  if (!specifier.startsWith('germline') || (kind === undefined && specifier !== 'germline')) return undefined;
  const path = kind === undefined ? 'src/index' : kind === 'kit' ? `evaluators/kit/${name}` : `evaluators/${name}`;
  return ['.ts', '.js'].map((ending) => new URL(path + ending, root)).find((url) => existsSync(url));
}

// A problem may be anywhere on the disk, where no node_modules would lead to this package, and where the nearest
// package.json may say that files are CommonJS: a problem is a module wherever it is.
registerHooks({
  resolve(specifier, context, next) {
    const found = resolveGermline(specifier);
    if (found) return { url: found.href, shortCircuit: true };
    const resolved = next(specifier, context);
    return resolved.url.endsWith('.ts') ? { ...resolved, format: 'module-typescript' } : resolved;
  },
});
