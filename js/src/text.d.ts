declare module "*.css" {
  const text: string;
  export default text;
}
declare module "*.glsl" {
  const text: string;
  export default text;
}
/** A script of its own, bundled, as text. */
declare module "*?script" {
  const text: string;
  export default text;
}
