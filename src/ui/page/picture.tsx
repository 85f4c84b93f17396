import { useState } from 'preact/hooks';
import { usePainted } from './use-painted.ts';

/**
 * The problem's picture of a candidate, if there is one. As an image, it cannot run anything. It is asked for once the page
 * is painted, as the server is busy with it for a while.
 */
export function CandidatePicture({ run, number }: { readonly run: number; readonly number: number }) {
  const [last, setLast] = useState<{ readonly address: string; readonly missing: boolean }>();
  const isPainted = usePainted();
  const address = `/runs/${run}/pictures/${number}`;
  const settled = last?.address === address;
  if (settled && last.missing) return null;
  return (
    <figure>
      {!settled && <p class="waiting">Drawing …</p>}
      <img
        class="picture"
        hidden={!settled}
        src={isPainted ? address : undefined}
        alt={`candidate ${number}, as the problem shows it`}
        onLoad={() => setLast({ address, missing: false })}
        onError={() => setLast({ address, missing: true })}
      />
    </figure>
  );
}
