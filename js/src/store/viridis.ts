/** Viridis (matplotlib's), 256 RGBA entries, straight between 33 of its colours. */
const STOPS =
  "440154470d6048186a482374472d7b4537814240863e49893b528b375b8d33638d2f6b8e2c728e297a8e26828e23898e" +
  "21918c1f988b1fa08822a78528ae8032b67a3fbc734ec36b5ec96270cf5784d44b98d83eaddc30c2df23d8e219ece51b" +
  "fde725";

export function viridis(): Uint8Array {
  const stops = STOPS.match(/.{6}/g)?.map((hex) => Number.parseInt(hex, 16)) ?? [];
  const ramp = new Uint8Array(256 * 4);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * (stops.length - 1);
    const k = Math.min(Math.floor(at), stops.length - 2);
    const [from = 0, to = 0] = [stops[k], stops[k + 1]];
    for (let channel = 0; channel < 3; channel++) {
      const shift = 16 - 8 * channel;
      const [a, b] = [(from >> shift) & 255, (to >> shift) & 255];
      ramp[4 * i + channel] = Math.round(a + (b - a) * (at - k));
    }
    ramp[4 * i + 3] = 255;
  }
  return ramp;
}
