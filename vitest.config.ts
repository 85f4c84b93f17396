import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

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

/** Starts what takes minutes first, so that it does not run alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) =>
      /(templates|real-servers|models|native)\.test\.ts$/.test(moduleId);
    const [long = [], others = []] = [true, false].map((kind) => files.filter((file) => isLong(file) === kind));
    return [...(await super.sort(long)), ...(await super.sort(others))];
  }
}

export default defineConfig({
  resolve: {
    // src/resolve-germline.ts does the same at run time.
    alias: [
      { find: /^germline$/, replacement: at('src/index.ts') },
      { find: /^germline\/(kit\/[\w-]+)$/, replacement: `${at('evaluators')}/$1.ts` },
    ],
  },
  test: {
    sequence: { sequencer: LongestFirst },
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
