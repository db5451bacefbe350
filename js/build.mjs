// Builds the front end, written where the Python package loads it from: widget.js, one ES module with its CSS inside,
// loader.js, the little that a notebook stores, which fetches the other from the kernel, and page.js, which stands in for
// the kernel where the view is a file of its own.
//   node build.mjs            all of them (minified)
//   node build.mjs --watch    the same, again after every change, not minified
//   node build.mjs --bench    the bare page that the benchmarks compare with; the bundle with its names, for profiles
//   node build.mjs --tests    the unit tests, for `node --test build/test/`
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build, context } from "esbuild";

/** `import text from "./x?script"`: x.ts as a script of its own, for a worker; so the bundle stays one file. */
const scripts = {
  name: "scripts",
  setup(building) {
    building.onResolve({ filter: /\?script$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace("?script", ".ts")),
      namespace: "script",
    }));
    building.onLoad({ filter: /.*/, namespace: "script" }, async ({ path }) => {
      const { minify = false } = building.initialOptions;
      const { outputFiles, metafile } = await build({
        ...shared,
        plugins: [],
        entryPoints: [path],
        format: "iife",
        minify,
        metafile: true,
        write: false,
      });
      return {
        contents: outputFiles[0].text,
        loader: "text",
        watchFiles: Object.keys(metafile.inputs).map((one) => resolve(one)),
      };
    });
  },
};

const shared = {
  bundle: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".css": "text", ".glsl": "text" },
  logLevel: "warning",
  plugins: [scripts],
};

const bundle = { ...shared, entryPoints: ["src/index.tsx"], outfile: "../cellxgene_widget/static/widget.js" };
const page = { ...shared, entryPoints: ["src/page/index.ts"], outfile: "../cellxgene_widget/static/page.js" };

/** `id`: of the bundle, so that widgets on one page share one only if they are of one version. */
const loader = (id) => ({
  ...shared,
  entryPoints: ["src/loader/index.ts"],
  outfile: "../cellxgene_widget/static/loader.js",
  define: { BUILD: JSON.stringify(id) },
});

const loaderOfBundle = {
  name: "loader",
  setup: ({ onEnd }) =>
    onEnd(async () => {
      await build({ ...loader(`${Date.now()}`), minify: false });
      await build(page);
    }),
};

if (process.argv.includes("--tests")) {
  const tests = readdirSync("test").filter((name) => /\.test\.tsx?$/.test(name));
  await build({ ...shared, entryPoints: tests.map((t) => `test/${t}`), outdir: "build/test", platform: "node" });
} else if (process.argv.includes("--bench")) {
  await build({ ...shared, entryPoints: ["../bench/bare.ts"], outfile: "build/bare.js", minify: true });
  await build({ ...bundle, outfile: "build/widget.js" });
} else if (process.argv.includes("--watch")) {
  await (await context({ ...bundle, sourcemap: "inline", plugins: [scripts, loaderOfBundle] })).watch();
} else {
  await build({ ...bundle, minify: true });
  const id = createHash("sha256").update(readFileSync(bundle.outfile)).digest("hex").slice(0, 16);
  await build({ ...loader(id), minify: true });
  await build({ ...page, minify: true });
}
