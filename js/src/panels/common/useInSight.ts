/** Whether an element is in sight: not folded away with its panel, and not scrolled out of it. */
import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

export function useInSight(ref: RefObject<HTMLElement | null>): boolean {
  const [inSight, setInSight] = useState(false);
  useEffect(() => {
    if (!ref.current) return;
    const seen = new IntersectionObserver((entries) => setInSight(entries.at(-1)?.isIntersecting ?? false));
    seen.observe(ref.current);
    return () => seen.disconnect();
  }, [ref]);
  return inSight;
}
