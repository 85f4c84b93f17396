import type { LanguageRules } from '../rule.ts';

export const go: LanguageRules = {
  languages: ['go'],
  outer: /^(?:var\s+|\t)(\w+)(?:\s*,\s*\w+)*\s+[=\w*[\]]/gm,
  rules: [
    { sign: 'kept-state', pattern: /\bsync\.(?:Pool|Map|Once\w*)\b|\batomic\.\w+/g },
    { sign: 'load-time-work', pattern: /^func\s+init\s*\(/gm },
    { sign: 'load-time-work', pattern: /^var\s+\w+[^=\n]*=[^\n]*\w\(/gm },
    { sign: 'deferred-work', pattern: /(?<=^[ \t]*|[;{}][ \t]*)go\s+[\w(]|\bchan\b|\btime\.AfterFunc\b/gm },
    {
      sign: 'surroundings',
      pattern:
        /\bos\.\w+|\bruntime\.(?:Caller|Callers|Stack|NumGoroutine|FuncForPC)\b|\bdebug\.(?:Stack|PrintStack|ReadBuildInfo)\b|\bflag\.\w+|\bioutil\.\w+/g,
    },
    { sign: 'test-aware', view: 'text', pattern: /"testing(?:\/\w+)?"|\btesting\.\w+|\btestify\b/g },
    { sign: 'clock', pattern: /\btime\.(?:Now|Since|Sleep|After|Tick|Until)\b/g },
    { sign: 'randomness', pattern: /\brand\.\w+|\bmaphash\b/g },
    {
      sign: 'patching',
      pattern: /\bruntime\.(?:GC|SetFinalizer|GOMAXPROCS|LockOSThread)\b|\bdebug\.Set\w+|\breflect\.\w+/g,
    },
    { sign: 'precision', pattern: /\bfloat32\b|\bint(?:8|16|32)\s*\(|\bmath\.(?:Round|Trunc|Floor)\b/g },
    { sign: 'new-import', view: 'text', pattern: /^(?:import\s+|\t)(?:\w+\s+)?"[^"\n]+"$/gm },
    {
      sign: 'removed-check',
      when: 'gone',
      pattern: /\bpanic\s*\(|\berr\s*!=\s*nil|\berrors\.\w+|\bfmt\.Errorf\b/g,
    },
    { sign: 'hidden-errors', pattern: /\brecover\s*\(|(?:^|,)\s*_\s*:?=/gm },
    {
      sign: 'unchecked',
      view: 'all',
      pattern: /\bnolint\b|\bunsafe\.\w+|\/\/go:(?:nosplit|noescape|nocheckptr|norace)\b/g,
    },
    { sign: 'dynamic-code', view: 'all', pattern: /\/\/go:linkname\b|\bimport\s+"C"|\bplugin\.\w+|\bexec\.Command\b/g },
  ],
};
