import { renderScript } from "@typeorm-autogen/render";
import { join } from "node:path";
import { format } from "prettier";
import { expect, test } from "vitest";
import { describeStory, stories } from "./stories.js";

const scripts = join(import.meta.dirname, "..", "..", "fixtures", "scripts");

test.each(Object.entries(stories))("the script of %s reads as reviewed", async (name, story) => {
  const text = renderScript(describeStory(story), { format: "ts" });
  await expect(text).toMatchFileSnapshot(join(scripts, `${name}.ts`));
});

test.each(["esm", "commonjs"] as const)(
  "scripts in JavaScript (%s) are laid out as Prettier does",
  async (modules) => {
    for (const story of Object.values(stories)) {
      const text = renderScript(describeStory(story), { format: "js", modules });
      expect(await format(text, { parser: "babel" })).toBe(text);
    }
  },
);
