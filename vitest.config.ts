import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // What src/resolve-germline.ts does at run time.
    alias: [
      { find: /^germline$/, replacement: at('src/api/index.ts') },
      { find: /^germline\/(kit\/[\w-]+)$/, replacement: `${at('evaluators')}/$1.ts` },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // Real git, processes and threads: give a busy machine time, and do not start more of them than it has cores.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
});
