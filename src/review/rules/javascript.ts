import type { LanguageRules } from '../rule.ts';

export const javascript: LanguageRules = {
  languages: ['javascript', 'typescript'],
  outer: /^(?:export\s+)?(?:default\s+)?(?:let|var|const|(?:async\s+)?function\s*\*?|class)\s+([\w$]+)/gm,
  rules: [
    { sign: 'kept-state', pattern: /\bstatic\s+#?[\w$]+\s*(?::[^=\n]+)?=/gm },
    { sign: 'kept-state', pattern: /\bthis\.#?[\w$]+\s*(?:\?\?|\|\|)?=(?![=>])/gm },
    {
      sign: 'kept-state',
      pattern: /^(?:export\s+)?(?:const|let|var)\s+[\w$]+[^=\n]*=\s*\(\s*(?:async\s*)?(?:\(\)|function)/gm,
    },
    { sign: 'load-time-work', pattern: /^(?:for|while|do)\b/gm },
    {
      sign: 'load-time-work',
      pattern:
        /^(?:export\s+)?(?:const|let|var)\s+[\w$]+[^=\n]*=\s*(?!async\b|function|class\b|[\w$]+\s*=>|\([^\n]*=>|require\b)[^\n]*[\w$>]\(/gm,
    },
    {
      sign: 'deferred-work',
      pattern:
        /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask|requestIdleCallback|nextTick|Worker|SharedArrayBuffer|Atomics|Proxy)\b|\bfunction\s*\*|\byield\b|\bget\s+[\w$]+\s*\(/g,
    },
    {
      sign: 'surroundings',
      pattern:
        /\bprocess\b(?!\.(?:hrtime|uptime|nextTick)\b)|\bimport\.meta\b|\b__(?:filename|dirname)\b|\bnavigator\b|\b(?:Deno|Bun)\b|\.stack\b|\bcaptureStackTrace\b|\bcallee\b/g,
    },
    {
      sign: 'test-aware',
      view: 'text',
      pattern:
        /\b(?:vitest|jest|mocha|jasmine|tinybench|benchmark|node:test|NODE_ENV|VITEST|JEST_WORKER_ID)\b|\b(?:describe|expect|beforeEach)\b/g,
    },
    { sign: 'clock', pattern: /\bDate\b|\bperformance\b|\bhrtime\b|\buptime\b/g },
    { sign: 'randomness', pattern: /\bMath\.random\b|\bcrypto\b|\brandomUUID\b/g },
    {
      sign: 'patching',
      pattern:
        /\b(?:globalThis|global|window|self)\b|\.prototype\b|\b__proto__\b|\b(?:defineProperty|defineProperties|setPrototypeOf)\b|\b(?:Math|JSON|Date|Array|Object|Number|String|Map|Set|performance|console|process|Reflect)\.\w+\s*=(?![=>])/g,
    },
    {
      sign: 'precision',
      pattern: /\bFloat(?:32|16)Array\b|\bMath\.(?:fround|f16round|round|trunc)\b|\|\s*0\b|~~|>>>\s*0\b|\.toFixed\b/g,
    },
    {
      sign: 'new-import',
      view: 'text',
      pattern: /\bfrom\s*["'][^"'\n]+["']|\b(?:require|import)\s*\(\s*["'][^"'\n]*/g,
    },
    { sign: 'removed-check', when: 'gone', pattern: /\bthrow\b|\bassert\w*\b|\binvariant\b/g },
    { sign: 'hidden-errors', pattern: /\bcatch\b/g },
    {
      sign: 'unchecked',
      view: 'all',
      pattern:
        /@ts-(?:ignore|nocheck|expect-error)|\b(?:eslint|oxlint)-disable|biome-ignore|\b(?:istanbul|c8|v8) ignore|\bas any\b/g,
    },
    { sign: 'dynamic-code', pattern: /\beval\b|\bnew\s+Function\b|\bWebAssembly\b/g },
  ],
};
