// The pictures of the documents. They are made like the scenarios, and only on request.
import { join } from "node:path";

async function picture(it, name) {
  await it.page.mouse.move(5, 5);
  await it.screenshot(name);
  await it.page.screenshot({ path: join(it.settings.pictures, `${name}.webp`), type: "webp", quality: 82 });
}

export const pictures = {
  "a node has become an output": async (it) => {
    await it.open({ height: 900 });
    await it.run();
    await (await it.node(["address", "city"])).click();
    await it.contains(".toast", "Added output");
    await it.contains(".problems", "no example's response has a value for it");
    await it.run();
    await it.contains(".variables", "Gwenborough");
    await it.page.click(".toast-close");
    await picture(it, "console-light");
  },

  "a mapping that finds nothing": async (it) => {
    await it.open({ height: 900, colours: "dark" });
    await it.retype("from: website,      default: \"\"", "from: websit");
    await it.page.keyboard.press("Escape");
    await it.run();
    await it.contains(".mapping", "The nearest path is website.");
    await it.text(".problems-title", (text) => text !== "Checking …");
    await it.page.$eval(".mapping", (list) => list.scrollIntoView({ block: "end" }));
    await picture(it, "console-dark");
  },
};
