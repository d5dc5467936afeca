// Bundles src/ into ../assets, with the notices of the libraries inside. Run with `npm ci && npm run build`.
// bundle.json says of what which files were made; a test compares it. `node build.mjs FOLDER` builds elsewhere.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const BUNDLED = ["cytoscape", "cytoscape-fcose", "cose-base", "layout-base"];
const BUILT = ["graph.js", "links.js", "graph.NOTICE.txt"];
const given = process.argv[2];
const outdir = given ?? "../assets";

const libraries = BUNDLED.map((name) => {
  const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`));
  return { name, version, license };
});
const notices = libraries.map(({ name, version, license }) => {
  return `${name} ${version} (${license})\n\n${readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim()}\n`;
});

await build({
  entryPoints: { graph: "src/graph.js", links: "src/links.js" },
  outdir,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  banner: { js: "/* Third-party notices: graph.NOTICE.txt */" },
});
writeFileSync(`${outdir}/graph.NOTICE.txt`, notices.join(`\n${"-".repeat(72)}\n\n`));

if (!given) {
  const sha256 = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
  const digests = (folder, names) => Object.fromEntries(names.map((name) => [name, sha256(`${folder}${name}`)]));
  const sources = readdirSync("src").sort().map((name) => `src/${name}`);
  const made = {
    libraries,
    from: digests("", [...sources, "build.mjs", "package.json", "package-lock.json"]),
    built: digests("../assets/", BUILT),
  };
  writeFileSync("bundle.json", `${JSON.stringify(made, null, 2)}\n`);
}
