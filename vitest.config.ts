import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Tests without processes, files or servers of their own: they share threads, and the modules loaded there. */
const quick = (name: string): TestProjectInlineConfiguration => ({
  extends: true,
  test: { name, include: [`test/${name}/**/*.test.ts`], pool: 'threads', isolate: false },
});

/** Tests with real git, processes and threads, two files at once. */
const thorough = (name: string): TestProjectInlineConfiguration => ({
  extends: true,
  test: { name, include: [`test/${name}/**/*.test.ts`], pool: 'forks', maxWorkers: 2 },
});

export default defineConfig({
  resolve: {
    // src/resolve-germline.ts does the same at run time.
    alias: [
      { find: /^germline$/, replacement: at('src/index.ts') },
      { find: /^germline\/(kit\/[\w-]+)$/, replacement: `${at('evaluators')}/$1.ts` },
    ],
  },
  test: {
    maxWorkers: availableParallelism(),
    // A busy machine gets time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      ...['unit', 'properties'].map(quick),
      ...['problems', 'contracts', 'integration', 'e2e', 'attacks', 'page'].map(thorough),
    ],
  },
});
