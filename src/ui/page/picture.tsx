import { useState } from 'preact/hooks';

/** The problem's picture of a candidate, if there is one. As an image, it cannot run anything. */
export function CandidatePicture({ run, number }: { readonly run: number; readonly number: number }) {
  const [missing, setMissing] = useState<string>();
  const address = `/runs/${run}/pictures/${number}`;
  if (missing === address) return null;
  return (
    <img
      class="picture"
      src={address}
      alt={`candidate ${number}, as the problem shows it`}
      onError={() => setMissing(address)}
    />
  );
}
