// Looks at mails and pages: html-validate, caniemail's data, and axe in Chromium, light and dark. What it finds is printed as JSON.
// node look.mjs ORDER.json, with { chromium, shots, documents: [{ name, path, kind: "mail" | "page", widths }] }
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { caniemail } from "caniemail";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const order = JSON.parse(readFileSync(process.argv[2], "utf8"));
const rules = JSON.parse(readFileSync(new URL("./html-validate.json", import.meta.url), "utf8"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CLIENTS = ["gmail.*", "outlook.*", "apple-mail.*", "yahoo.*"];
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const FLAGS = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND"];

const validated = async (document, html) => {
  const validator = new HtmlValidate({ root: true, ...rules[document.kind] });
  const { results } = await validator.validateString(html);
  return results.flatMap((one) => one.messages).map(({ ruleId, message, line, selector }) => ({ tool: "html-validate", rule: ruleId, message, where: selector ?? `line ${line}` }));
};

const supported = (html) => {
  const { issues } = caniemail({ clients: CLIENTS, html });
  const found = new Map();
  for (const [client, list] of [...issues.errors, ...issues.warnings]) {
    for (const { title, support, notes } of list) {
      found.set(`${title} ${client} ${support}`, { tool: "caniemail", rule: title, where: client, message: [support, ...notes].join("; ") });
    }
  }
  return [...found.values()];
};

const looked = async (browser, document, width, colorScheme) => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  await page.goto(pathToFileURL(document.path).href, { waitUntil: "load" });
  await page.waitForTimeout(document.kind === "page" ? 800 : 0); // charts are drawn anew
  const name = `${document.name}-${width}-${colorScheme}`;
  await page.screenshot({ path: `${order.shots}/${name}.png`, clip: { x: 0, y: 0, width, height: Math.min(5000, await page.evaluate("document.documentElement.scrollHeight")) }, fullPage: true });
  await page.evaluate(axe);
  const { violations } = await page.evaluate((values) => axe.run({ runOnly: { type: "tag", values } }), WCAG);
  const wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
  await context.close();
  const broken = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => ({ tool: "axe", rule: id, message: `${help}: ${node.failureSummary}`, where: `${width} ${colorScheme} ${node.target.join(" ")}` })));
  return wide > 0 ? [...broken, { tool: "width", rule: "too-wide", message: `${wide} pixels wider than the screen`, where: `${width} ${colorScheme}` }] : broken;
};

const browser = await chromium.launch({ executablePath: order.chromium, args: FLAGS, chromiumSandbox: false });
const found = [];
for (const document of order.documents) {
  const html = readFileSync(document.path, "utf8");
  const here = [...(await validated(document, html)), ...(document.kind === "mail" ? supported(html) : [])];
  for (const width of document.widths) for (const scheme of ["light", "dark"]) here.push(...(await looked(browser, document, width, scheme)));
  found.push(...here.map((one) => ({ document: document.name, ...one })));
}
await browser.close();
process.stdout.write(JSON.stringify(found));
