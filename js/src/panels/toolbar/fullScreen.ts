/** The box over the whole screen, and back. */

export function isFullScreen(): boolean {
  return document.fullscreenElement !== null;
}

export async function toggleFullScreen(box: Element | null): Promise<void> {
  if (isFullScreen()) await document.exitFullscreen();
  else await box?.requestFullscreen();
}
