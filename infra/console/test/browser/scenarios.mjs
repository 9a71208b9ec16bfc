// Each scenario opens the page of the real command, with an upstream on this machine.
import { assert, assertContains, ConsolePage, pause } from "./consolePage.mjs";

/** What calls the CDK. */
const SLOW = 120_000;
const USER = "fetch-user.yaml";

export const scenarios = {
  "a run shows the request, the answer, where outputs came from and what a flow gets": async (it) => {
    await it.open();
    await it.run();
    await it.contains(".requests", "/users/1");
    await it.contains(".requests", "200");
    await it.contains(".tree", '"Leanne Graham"');
    await it.contains(".tree-row.mapped", "name");
    await it.contains(".mapping", "company.name");
    await it.contains(".variables", "data.companyName");
    await it.contains(".outcome", "Success");
    const flows = await it.text(".flow");
    assertContains(flows, "Voice flow", "The pictures");
    await it.screenshot("run");
  },

  "a click on a node becomes an output in the YAML, and the next run shows it": async (it) => {
    await it.open();
    await it.run();
    await (await it.node(["address", "city"])).click();
    const toast = await it.contains(".toast", "Added output");
    const name = /Added output (\w+)/.exec(toast)[1];
    assertContains(await it.editor(), "address.city", "The editor");
    await it.contains(".problems", "no example's response has a value for it");
    await it.contains(".definition-pane .pane-head", "Unsaved changes");
    await it.run();
    await it.contains(".variables", `data.${name}`);
    await it.contains(".variables", "Gwenborough");
    await it.contains(".tree-row.mapped", name);
    await it.screenshot("mapped");
    await it.page.focus(".cm-content");
    await it.control("z");
    assert(!(await it.editor()).includes("address.city"), "Ctrl-Z did not take the output back");
  },

  "inside a list a click takes each item's value, or only this one's": async (it) => {
    await it.open();
    await it.run();
    await (await it.node(["orders", 0, "number"])).click();
    await it.contains(".toast", "(array)");
    await it.page.click(".toast-action");
    await it.contains(".toast-text", "(string)");
    assertContains(await it.editor(), "orders[0].number", "The editor");
    await it.text(".problems-title", (text) => !text.includes("error"));
  },

  "a number keeps its text: 10.0 is no integer, and a long id keeps its digits": async (it) => {
    await it.open();
    await it.choose("Pasted");
    const area = await it.page.waitForSelector(".source textarea", { visible: true });
    await area.type('{"name": "Pasted", "share": 10.0, "id": 12345678901234567891}');
    await it.run();
    await it.contains(".tree", "12345678901234567891");
    await it.contains(".tree", "10.0");
    await (await it.node(["share"])).click();
    await it.contains(".toast", "(number)");
  },

  "hovering an output points at its node": async (it) => {
    await it.open();
    await it.run();
    await it.page.hover(".mapping li:nth-child(3) button");
    await it.contains(".tree-row.pointed", "Romaguera-Crona");
    await (await it.node(["email"])).hover();
    await it.contains(".mapping-row.pointed", "email");
  },

  "a mapping that finds nothing names the nearest path": async (it) => {
    await it.open();
    await it.retype("from: website,      default: \"\"", "from: websit");
    await it.contains(".definition-pane .pane-head", "Unsaved changes");
    await it.run();
    await it.contains(".mapping", "The nearest path is website.");
    await it.contains(".outcome", "without website");
    await it.screenshot("missing");
  },

  "saving writes the file": async (it) => {
    await it.open();
    await it.retype("No such user", "Nobody has this id");
    await it.contains(".definition-pane .pane-head", "Unsaved changes");
    await it.control("s");
    await it.contains(".toast", "Saved fetch-user.yaml");
    await it.contains(".definition-pane .pane-head", "Saved");
    assertContains(it.definition(USER), "Nobody has this id", "The file");
    await it.contains(".problems-title", "Valid");
  },

  "a text without changes follows its file": async (it) => {
    await it.open();
    it.changeElsewhere(USER, it.definition(USER).replace("No such user", "From another program"));
    await it.contains(".toast", "changed on disk");
    assertContains(await it.editor(), "From another program", "The editor");
  },

  "a file keeps its line ends": async (it) => {
    const windows = it.definition(USER).replaceAll("\n", "\r\n");
    it.changeElsewhere(USER, windows);
    await it.open();
    await it.contains(".definition-pane .pane-head", "Saved");
    await it.retype("No such user", "Nobody");
    await it.control("s");
    await it.contains(".toast", "Saved fetch-user.yaml");
    assert(it.definition(USER) === windows.replace("No such user", "Nobody"), "The file has other changes");
    await it.run();
    await (await it.node(["orders", 0, "number"])).click();
    await it.contains(".toast", "(array)");
    await it.page.click(".toast-action");
    await it.contains(".toast-text", "(string)");
  },

  "a text whose file was deleted is kept, and can be saved as a new file": async (it) => {
    await it.open();
    await it.retype("No such user", "Mine");
    await it.contains(".definition-pane .pane-head", "Unsaved changes");
    it.deleteElsewhere(USER);
    await it.contains(".notice", "deleted elsewhere");
    await it.contains(".action-list", "(deleted)");
    await it.control("s");
    await it.contains(".toast", "Not saved");
    assert(!it.exists(USER), "Ctrl-S has made the file");
    const found = await it.accessibilityProblems();
    assert(found.length === 0, found.join("\n"));
    await it.screenshot("deleted");
    await it.press("Save as a new file again");
    await it.contains(".toast", "Saved");
    await it.gone(".notice");
    assertContains(it.definition(USER), "Mine", "The file");
    await it.text(".action-list", (text) => !text.includes("(deleted)"));
  },

  "a file that changed elsewhere is shown, not overwritten: mine can be kept": async (it) => {
    await it.open();
    await it.retype("No such user", "Mine");
    await it.contains(".definition-pane .pane-head", "Unsaved changes");
    it.changeElsewhere(USER, it.definition(USER).replace("No such user", "Theirs"));
    await it.contains(".notice", "changed elsewhere");
    await it.control("s");
    const both = await it.contains(".merge", "Theirs");
    assertContains(both, "Mine", "The dialogue");
    assertContains(it.definition(USER), "Theirs", "The file");
    const found = await it.accessibilityProblems();
    assert(found.length === 0, found.join("\n"));
    await it.screenshot("conflict");
    await it.press("Keep mine, and overwrite");
    await it.gone(".merge");
    await it.contains(".toast", "Saved");
    assertContains(it.definition(USER), "Mine", "The file");
  },

  "a file that changed elsewhere is shown, not overwritten: theirs can be taken, and mine comes back": async (it) => {
    await it.open();
    await it.retype("No such user", "Mine");
    await it.contains(".definition-pane .pane-head", "Unsaved changes");
    it.changeElsewhere(USER, it.definition(USER).replace("No such user", "Theirs"));
    await it.contains(".notice", "changed elsewhere");
    await it.press("Compare");
    await it.contains(".merge", "Mine");
    await it.press("Take theirs");
    await it.gone(".merge");
    assertContains(await it.editor(), "Theirs", "The editor");
    await it.page.focus(".cm-content");
    await it.control("z");
    assertContains(await it.editor(), "Mine", "The editor after Ctrl-Z");
    assertContains(it.definition(USER), "Theirs", "The file");
  },

  "an upstream that is down is a failure with a reason": async (it) => {
    await it.open();
    await it.page.click(".source details summary");
    await it.fill("URL of users", "http://127.0.0.1:1");
    await it.run();
    await it.contains(".outcome", "UPSTREAM_UNAVAILABLE");
    await it.contains(".requests", "failed");
    await it.contains(".flow", "Voice flow");
    const taken = await it.page.$$eval(".flow .box.bad text", (found) => found.map((each) => each.textContent));
    assert(taken.length === 2 && taken.every((each) => each === "Failure"), `The pictures show ${taken}`);
    await it.screenshot("down");
  },

  "a run of a slow upstream can be stopped, and the next one works": async (it) => {
    await it.open();
    await it.fill("userId", "30");
    await it.press("Run");
    await it.press("Stop");
    await it.contains(".result-pane", "No result yet");
    await it.fill("userId", "1");
    await it.run();
    await it.contains(".variables", "Leanne Graham");
  },

  "an answer that is not JSON is shown as it is": async (it) => {
    await it.open();
    await it.fill("userId", "500");
    await it.run();
    await it.contains(".outcome", "UPSTREAM_INVALID");
    await it.contains(".try-pane", "The answer is not JSON");
    await it.contains(".try-pane", "<html>");
  },

  "an error in the YAML has its message at its line, and in a list": async (it) => {
    await it.open();
    await it.retype("string,  from: name,", "strng,  from: name,");
    await it.contains(".problems", "strng");
    await it.contains(".problems", "Line 13");
    await it.page.waitForSelector(".cm-lint-marker-error");
    await it.press("Run");
    await it.contains(".try-pane", "Nothing ran");
    await it.page.click(".problems .problem");
    const line = await it.page.$eval(".cm-activeLine", (element) => element.textContent);
    assertContains(line, "strng", "The line of the cursor");
    await it.screenshot("error");
    await it.retype("strng", "string");
    await it.contains(".problems-title", "Valid");
  },

  "an example and a pasted answer need no upstream": async (it) => {
    await it.open();
    await it.choose("Pasted");
    const area = await it.page.waitForSelector(".source textarea", { visible: true });
    await area.type('{"name": "Pasted", "company": {"name": "Here"}}');
    await it.run();
    await it.contains(".variables", "Pasted");
    await it.choose("Example");
    await it.page.select(".source select", "no such user");
    await it.fill("userId", "999");
    await it.run();
    await it.contains(".outcome", "USER_NOT_FOUND");
  },

  "several calls have an answer each": async (it) => {
    await it.open();
    await it.page.click("::-p-xpath(//nav//button[contains(., 'CustomerOrders')])");
    await it.contains(".definition-pane .cm-content", "CustomerOrders");
    await it.field("phone");
    await it.choose("Example");
    await it.run();
    await it.contains(".outcome", "Success");
    await it.screenshot("steps");
  },

  "completion offers what the schema knows, and the last answer's paths": async (it) => {
    await it.open();
    await it.run();
    await it.retype("website:     {type: string,  from: website,", "website:     {type: string,  from: comp");
    await it.contains(".cm-tooltip-autocomplete", "company.name");
    await it.page.keyboard.press("Escape");
    await it.retype("method: GET", "meth");
    await it.contains(".cm-tooltip-autocomplete", "method");
    await it.screenshot("completion");
  },

  "an answer of ten thousand nodes stays quick": async (it) => {
    await it.open();
    await it.fill("userId", "10000");
    await it.run();
    await it.page.focus("[role=tree]");
    await it.page.keyboard.press("Home");
    await (await it.node(["items"])).click();
    await it.node(["items", 0]);
    await it.page.keyboard.press("Home");
    const start = Date.now();
    for (let key = 0; key < 40; key++) {
      await it.page.keyboard.press("ArrowDown");
    }
    await it.page.keyboard.press("End");
    await it.node(["total"]);
    const milliseconds = Date.now() - start;
    const drawn = await it.page.$$eval("[role=treeitem]", (found) => found.length);
    assert(drawn < 100, `${drawn} lines are drawn`);
    assert(milliseconds < 3000, `41 keys took ${milliseconds} ms`);
    await it.screenshot("large");
  },

  "everything can be done with the keyboard": async (it) => {
    await it.open();
    const focused = () =>
      it.page.evaluate(() => {
        const element = document.activeElement;
        return (element.getAttribute("aria-label") ?? element.innerText ?? "").slice(0, 40);
      });
    const tabTo = async (target) => {
      const seen = [];
      for (let presses = 0; presses < 60; presses++) {
        await it.page.keyboard.press("Tab");
        const name = await focused();
        seen.push(name);
        if (name.includes(target)) {
          return;
        }
      }
      throw new Error(`Tab never came to ${target}, but to: ${seen.join(" / ")}`);
    };
    await tabTo("ListTodos");
    await tabTo("Definition fetch-user.yaml");
    await it.control("End");
    await it.page.keyboard.type("# typed");
    await it.contains(".definition-pane .pane-head", "Unsaved changes");
    await it.control("Enter");
    await it.page.waitForSelector("[role=tree]");
    await tabTo("The upstream's answer");
    await it.page.keyboard.press("ArrowDown");
    await it.page.keyboard.press("ArrowDown");
    await it.page.keyboard.press("ArrowDown");
    const active = await it.page.$eval("[role=tree]", (tree) => document.getElementById(tree.getAttribute("aria-activedescendant")).innerText);
    assertContains(active, "username", "The active node");
    await it.page.keyboard.press("Enter");
    await it.contains(".toast", "Added output username");
    await it.control("s");
    await it.contains(".toast", "Saved");
    assertContains(it.definition(USER), "# typed", "The file");
    await tabTo("name");
    await it.page.waitForSelector(".tree-row.pointed");
  },

  "views are reached by arrow keys, and stay in the address": async (it) => {
    await it.open();
    await it.page.focus("#tab-author");
    await it.page.keyboard.press("ArrowRight");
    await it.contains("#view-local", "Deploy");
    assertContains(await it.page.evaluate(() => location.hash), "view=local", "The address");
    await it.page.reload();
    await it.contains("#view-local", "Deploy");
  },

  "the token leaves the address, a reload keeps it, and another tab does not get it": async (it) => {
    await it.open();
    const address = await it.page.evaluate(() => location.href);
    assert(!address.includes("token"), `The address is ${address}`);
    assertContains(address, `file=${USER}`, "The address");
    await it.page.reload();
    await it.contains(".definition-pane .cm-content", "FetchUser");
    const other = await it.page.browserContext().newPage();
    await other.goto(address);
    await other.waitForSelector("::-p-text(This tab has no token)");
    await other.goto(`${it.settings.url}&view=author`);
    await other.waitForSelector(".cm-content");
    await other.close();
  },

  "hidden tabs hold no connection, and a tab that is shown again hears what it missed": async (it) => {
    await it.open();
    await it.show(false);
    const others = [];
    // A browser has six connections to one server.
    for (let count = 0; count < 7; count++) {
      const page = await it.page.browserContext().newPage();
      others.push(page);
      const tab = new ConsolePage(page, it.settings);
      await tab.open({ file: "list-todos.yaml" });
      await tab.show(false);
    }
    it.changeElsewhere(USER, it.definition(USER).replace("No such user", "Missed"));
    await it.show(true);
    await it.contains(".toast", "changed on disk");
    assertContains(await it.editor(), "Missed", "The editor");
    it.changeElsewhere(USER, it.definition(USER).replace("Missed", "Heard"));
    await it.contains(".definition-pane .cm-content", "Heard");
    await Promise.all(others.map((page) => page.close()));
  },

  "colours follow the system, and can be chosen": async (it) => {
    await it.open({ colours: "dark" });
    const scheme = () => it.page.$eval("html", (element) => element.getAttribute("data-mantine-color-scheme"));
    assert((await scheme()) === "dark", "The page is not dark");
    await it.choose("Light");
    await pause(100);
    assert((await scheme()) === "light", "The page is not light");
    await it.choose("System");
  },

  "a server that is gone is told, and so is its return": async (it) => {
    await it.open();
    await it.page.setOfflineMode(true);
    await it.press("Run");
    await it.contains(".gone", "does not answer");
    await it.screenshot("gone");
    await it.page.setOfflineMode(false);
    await it.gone(".gone");
    it.complaints = it.complaints.filter((each) => !each.includes("ERR_INTERNET_DISCONNECTED"));
  },

  "an address without its token says what is missing": async (it) => {
    await it.page.goto(it.origin);
    await it.contains("main", "This tab has no token");
    assert((await it.accessibilityProblems()).length === 0, "axe");
  },

  "a deployment is followed as it happens, and what it made is shown": async (it) => {
    await it.open({ view: "local" });
    await it.contains("#view-local", "Nothing is deployed on this machine");
    await it.press("Author");
    await it.retype("No such user", "Saved by the deployment");
    await it.contains(".definition-pane .pane-head", "Unsaved changes");
    await it.press("Local deployment");
    await it.press("Deploy");
    await it.contains("#view-local .notice", "1 file is not saved");
    assert((await it.accessibilityProblems()).length === 0, "axe");
    await it.screenshot("not-saved");
    await it.press("Save and deploy");
    await it.text(".events", (text) => text.includes("CREATE_IN_PROGRESS"), SLOW);
    assertContains(it.definition(USER), "Saved by the deployment", "The file");
    await it.text("#view-local", (text) => text.includes("Actions") && text.includes("FetchUser") && text.includes("ENABLED"), SLOW);
    await it.text(".toolbar-state", (text) => text.includes("CREATE_COMPLETE"), SLOW);
    const found = await it.accessibilityProblems();
    assert(found.length === 0, found.join("\n"));
    await it.screenshot("deployed");
    await it.press("Author");
    await it.choose("Deployed");
    await it.run();
    await it.contains(".variables", "Leanne Graham");
    await it.press("Local deployment");
    await it.contains("#view-local", "Last calls");
    await it.page.click("#view-local td details summary");
    await it.contains("#view-local td pre", '"action": "FetchUser"');
  },

  "a deployment does not start while one of two texts cannot be saved": async (it) => {
    await it.open();
    await it.retype("No such user", "Mine");
    await it.contains(".definition-pane .pane-head", "Unsaved changes");
    await it.page.click("::-p-xpath(//nav//button[contains(., 'ListTodos')])");
    await it.contains(".definition-pane .cm-content", "ListTodos");
    await it.page.focus(".cm-content");
    await it.control("End");
    await it.page.keyboard.type("# typed");
    await it.contains(".definition-pane .pane-head", "Unsaved changes");
    it.changeElsewhere(USER, it.definition(USER).replace("No such user", "Theirs"));
    await it.press("Local deployment");
    await it.press("Deploy");
    await it.contains("#view-local .notice", "2 files are not saved");
    await it.press("Save and deploy");
    await it.contains(".merge", "Theirs");
    await it.contains("#view-local .failure", `${USER} was changed elsewhere`);
    await it.press("Keep mine, and overwrite");
    await it.gone(".mantine-Modal-overlay");
    await it.contains(".toast", `Saved ${USER}`);
    assertContains(it.definition(USER), "Mine", "The file of the conflict");
    const other = it.definition("list-todos.yaml");
    assert(other.includes("name: ListTodos") && !other.includes("Mine"), "The file in the editor was overwritten");
    await it.press("Author");
    await it.contains(".action-list", "unsaved");
    await it.press("Save");
    await it.contains(".toast", "Saved list-todos.yaml");
  },

  "the plan of the local deployment is readable": async (it) => {
    it.changeElsewhere(USER, it.definition(USER).replace("category: Customer Data", "category: Customers"));
    await it.open({ view: "plan" });
    await it.page.click("#view-plan .toolbar button");
    await it.text(".change .diff.removed", (text) => text.includes("Customer Data"), SLOW);
    await it.contains(".change .diff.added", "Customers");
    const found = await it.accessibilityProblems();
    assert(found.length === 0, found.join("\n"));
    await it.screenshot("plan");
  },

  "a plan says whether it writes files": async (it) => {
    await it.open({ view: "plan" });
    await it.contains("#view-plan", "writes no file");
    await it.choose("Compare with the local deployment");
    await it.contains("#view-plan", "writes no file");
    await it.choose("Record new contracts first");
    await it.contains("#view-plan", "It writes contracts.lock.json and environments.lock.json.");
    assert((await it.accessibilityProblems()).length === 0, "axe");
    await it.screenshot("plan-record");
    const posted = it.page.waitForRequest((request) => request.url().endsWith("/api/plan"), { timeout: 10_000 });
    await it.page.click("#view-plan .toolbar button");
    assert((await posted).postData() === '{"environment":"dev","record":true}', "The request is another");
  },
};

for (const colours of ["light", "dark"]) {
  for (const [width, height] of [
    [1280, 820],
    [768, 1024],
  ]) {
    scenarios[`axe finds nothing in ${colours} at ${width} pixels`] = async (it) => {
      const found = [];
      const look = async (view) => {
        found.push(...(await it.accessibilityProblems()).map((each) => `${view}: ${each}`));
        await it.screenshot(`${view}-${colours}-${width}`);
      };
      await it.open({ width, height, colours });
      await look("start");
      await it.run();
      await it.page.mouse.move(5, 5);
      await look("author");
      await it.retype("string,  from: email", "strng,  from: email");
      await it.contains(".problems-title", "1 error");
      await look("problem");
      await it.page.click("#tab-local");
      await it.text("#view-local .pane, #view-local .failure");
      await look("local");
      await it.page.click("#tab-plan");
      await look("plan-empty");
      const wide = await it.page.evaluate(() => document.documentElement.scrollWidth);
      assert(wide <= width, `The page is ${wide} pixels wide`);
      assert(found.length === 0, found.join("\n"));
    };
  }
}
