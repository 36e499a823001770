import { useEffect, useState } from 'react';

interface SteadyImageProps {
  src: string;
  alt: string;
  className?: string | undefined;
}

/** An image that keeps its old picture until the new one is decoded, so that a refresh does not flicker. */
export function SteadyImage({ src, alt, className }: SteadyImageProps) {
  const [shown, setShown] = useState<string | null>(null);

  useEffect(() => {
    let wanted = true;
    const next = new Image();
    next.src = src;
    // An address that fails keeps the picture on show: a newer one is on its way or the engine is restarting.
    next.decode().then(
      () => wanted && setShown(src),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [src]);

  return shown === null ? null : <img className={className} src={shown} alt={alt} draggable={false} />;
}
