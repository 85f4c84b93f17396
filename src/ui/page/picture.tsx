import { useState } from 'preact/hooks';

/** The problem's picture of a candidate, if there is one. As an image, it cannot run anything. */
export function CandidatePicture({ run, number }: { readonly run: number; readonly number: number }) {
  const [last, setLast] = useState<{ readonly address: string; readonly missing: boolean }>();
  const address = `/runs/${run}/pictures/${number}`;
  const settled = last?.address === address;
  if (settled && last.missing) return null;
  return (
    <figure>
      {!settled && <p class="waiting">Drawing …</p>}
      <img
        class="picture"
        hidden={!settled}
        src={address}
        alt={`candidate ${number}, as the problem shows it`}
        onLoad={() => setLast({ address, missing: false })}
        onError={() => setLast({ address, missing: true })}
      />
    </figure>
  );
}
