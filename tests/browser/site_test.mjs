// What a person sees: home, results, facets, a model's page, a phone's width, without scripts.
//   node site_test.mjs MODELZOOD MODELZOO CATALOGUE DRIVER_FOLDER
// Exit code 77: skipped, with the reason printed.
import assert from "node:assert/strict";
import {execFileSync, spawn} from "node:child_process";
import {existsSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {join} from "node:path";

const [daemonPath, toolPath, catalogue, driver] = process.argv.slice(2);
const skip = (why) => {
  console.log(`skipped: ${why}`);
  process.exit(77);
};
const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => existsSync(path));
if (!chromium) skip("there is no chromium on this machine");
if (!existsSync(join(driver, "node_modules/playwright-core"))) skip("playwright-core could not be installed");
const playwright = createRequire(join(driver, "package.json"))("playwright-core");

const folder = mkdtempSync(join(tmpdir(), "modelzoo-browser-"));
let daemon, browser;

async function start() {
  execFileSync(toolPath, ["import", catalogue, "--data-dir", join(folder, "data")], {stdio: "ignore"});
  const config = join(folder, "modelzood.toml");
  writeFileSync(config, `[server]\nlisten = "127.0.0.1:0"\n[store]\ndata_dir = "${join(folder, "data")}"\n[crawl]\nenabled = false\n`);
  daemon = spawn(daemonPath, ["--config", config], {stdio: ["ignore", "pipe", "pipe"]});
  return await new Promise((resolve, reject) => {
    let log = "";
    const read = (bytes) => {
      log += bytes;
      const found = log.match(/listening on (http:\/\/[0-9.:]+)/);
      if (found) resolve(found[1]);
    };
    daemon.stdout.on("data", read);
    daemon.stderr.on("data", read);
    daemon.on("exit", () => reject(new Error(`the daemon ended: ${log}`)));
  });
}

async function visit(url) {
  browser = await playwright.chromium.launch({executablePath: chromium, args: ["--no-sandbox"]});
  const context = await browser.newContext({javaScriptEnabled: false, viewport: {width: 1280, height: 900}});
  const page = await context.newPage();
  const broken = [];
  page.on("response", (answer) => {
    if (answer.url().startsWith(url) && answer.status() >= 400) broken.push(`${answer.status()} ${answer.url()}`);
  });

  await page.goto(url);
  assert.ok((await page.locator("ol.cards > li.card").count()) >= 6, "the home page shows most-starred models");
  await page.fill("input[name=q]", "image to image translation");
  await page.press("input[name=q]", "Enter");
  assert.match(page.url(), /\/search\?q=image/);
  assert.ok((await page.locator("ol.cards > li.card").count()) >= 2, "the search finds models");
  assert.ok((await page.locator("li.card em").count()) > 0, "what matched is marked");

  const before = Number((await page.locator(".summary strong").innerText()).replace(/\D/g, ""));
  await page.locator("aside[aria-label=Filters] a", {hasText: "PyTorch"}).first().click();
  assert.match(page.url(), /framework=pytorch/);
  const after = Number((await page.locator(".summary strong").innerText()).replace(/\D/g, ""));
  assert.ok(after > 0 && after <= before, `a facet narrows: ${after} of ${before}`);

  await page.locator("ol.cards > li.card h3 a").first().click();
  assert.match(page.url(), /\/model\/[^/]+\/[^/]+/);
  assert.ok((await page.locator("section.readme").innerText()).length > 300, "the README is shown");
  assert.equal(await page.locator("section.readme script").count(), 0);

  await page.setViewportSize({width: 390, height: 844});
  for (const path of ["/", "/search?q=gan", new URL(page.url()).pathname]) {
    await page.goto(url + path);
    const wide = await page.locator("html").evaluate((html) => html.scrollWidth - html.clientWidth);
    assert.ok(wide <= 0, `${path} scrolls sideways by ${wide} px at a phone's width`);
  }
  const nothing = await page.goto(url + "/search?q=xqzzyv");
  assert.equal(nothing.status(), 200);
  assert.ok(await page.getByText("No model matches").isVisible());
  assert.deepEqual(broken, [], "every resource of the pages is there");
  const missing = await page.goto(url + "/model/no/such");
  assert.equal(missing.status(), 404);
}

let failed = 0;
try {
  await visit(await start());
  console.log("ok");
} catch (error) {
  console.error(error);
  failed = 1;
} finally {
  await browser?.close();
  daemon?.removeAllListeners("exit");
  daemon?.kill("SIGTERM");
  rmSync(folder, {recursive: true, force: true});
}
process.exit(failed);
