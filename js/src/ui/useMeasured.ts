/** Tells how much room there is inside an element, before it is first painted and whenever that changes. */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

export function useMeasured(ref: RefObject<HTMLElement | null>, tell: (width: number, height: number) => void): void {
  const latest = useRef(tell);
  latest.current = tell;
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const look = () => {
      const { clientWidth: width, clientHeight: height } = element;
      // an output scrolled off is blanked by some hosts: what was known stays
      if (width > 0) latest.current(width, height);
    };
    // it looks first once all is laid out: a look now would lay out twice, within the script that draws
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
}
