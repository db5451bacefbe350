/** Whether an outline is a box along the axes, as the box tool draws it: four corners of two numbers each way. */
export function isBox(polygon: readonly (readonly number[])[]): boolean {
  const corners = polygon.map(([x, y]) => `${x} ${y}`);
  if (corners.length !== 4 || new Set(corners).size !== 4) return false;
  const turns = (a: readonly number[], b: readonly number[]) => Number(a[0] !== b[0]) + Number(a[1] !== b[1]) === 1;
  return polygon.every((corner, i) => turns(corner, polygon[(i + 1) % 4] ?? []));
}
