import type { LanguageRules } from '../rule.ts';

export const python: LanguageRules = {
  languages: ['python'],
  outer: /^(?:(?:async\s+)?def\s+|class\s+)?([A-Za-z_]\w*)(?=\s*(?::[^=\n]+)?=(?!=)|\s*[(:])/gm,
  assignmentDeclares: true,
  rules: [
    { sign: 'kept-state', pattern: /^[ \t]+global\s+[\w, ]+/gm },
    { sign: 'kept-state', pattern: /@(?:\w+\.)*(?:lru_cache|cache|cached_property|memoize\w*)\b/g },
    {
      sign: 'kept-state',
      pattern: /\bdef\s+\w+\s*\([^)]{0,300}=\s*(?:\{|\[|(?:dict|list|set|defaultdict|OrderedDict)\()/g,
    },
    { sign: 'kept-state', pattern: /\b(?:self|cls)\.\w+\s*(?::[^=\n]+)?=(?!=)/g },
    { sign: 'load-time-work', pattern: /^(?:for|while|with)\b/gm },
    { sign: 'load-time-work', pattern: /^\w+\s*(?::[^=\n]+)?=(?!=)(?!\s*lambda\b)[^\n]*(?:\w\(|\bfor\b)/gm },
    {
      sign: 'deferred-work',
      pattern:
        /\b(?:threading|multiprocessing|subprocess|asyncio|concurrent|atexit|joblib)\b|\byield\b|\basync\b|\bos\.fork\b/g,
    },
    {
      sign: 'surroundings',
      pattern:
        /\bos\.(?!path\b|fork\b)\w+|\bsys\.(?:argv|modules|_getframe|path|flags|gettrace|stdin|orig_argv)\b|\b(?:inspect|traceback)\b|\b__(?:file|name|main)__\b|\bopen\s*\(|\bpathlib\b/g,
    },
    {
      sign: 'test-aware',
      view: 'text',
      pattern: /\b(?:pytest|unittest|doctest|hypothesis|timeit|PYTEST_\w+|asv)\b|\bbenchmark\b/g,
    },
    { sign: 'clock', pattern: /\btime\.\w+|\bdatetime\b|\bperf_counter\w*|\bmonotonic\w*/g },
    { sign: 'randomness', pattern: /\brandom\b|\bsecrets\b|\burandom\b|\bdefault_rng\b|\buuid\d?\b/g },
    {
      sign: 'patching',
      pattern:
        /\b(?:setattr|delattr|globals|vars)\s*\(|\bbuiltins\b|\b__(?:dict|class|builtins|globals|code)__\b|\bgc\b|\bmonkeypatch\b/g,
    },
    { sign: 'precision', pattern: /\b(?:float32|float16|bfloat16|half|single|int32|int16)\b|\bround\s*\(/g },
    { sign: 'new-import', pattern: /^[ \t]*(?:import|from)[ \t]+[\w.]+/gm },
    { sign: 'removed-check', when: 'gone', pattern: /\braise\b|\bassert\b/g },
    { sign: 'hidden-errors', pattern: /\bexcept\b|\bsuppress\b/g },
    {
      sign: 'unchecked',
      view: 'all',
      pattern: /#\s*(?:noqa|type:\s*ignore|pragma:\s*no cover|pylint:\s*disable|mypy:)/g,
    },
    {
      sign: 'dynamic-code',
      pattern: /(?<!\.)\b(?:eval|exec|compile|__import__)\s*\(|\b(?:importlib|ctypes|cffi|numba|cython)\b/g,
    },
  ],
};
