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

/** Starts the problems, which would come last, first: the longest file of all is among them, and would run alone at the end. */
class ProblemsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isProblem = ({ project }: TestSpecification) => project.name === 'problems';
    return [...sorted.filter(isProblem), ...sorted.filter((file) => !isProblem(file))];
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
    sequence: { sequencer: ProblemsFirst },
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
