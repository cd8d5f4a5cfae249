import { execFileSync } from "node:child_process";
import { chromium, type Browser } from "playwright-core";

/** Starts a Chromium without a window. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserProgram(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
    ],
  });
}

function browserProgram(): string {
  const given = process.env["AUTOGEN_TEST_BROWSER"];
  if (given) return given;
  return execFileSync("sh", ["-c", "command -v chromium || command -v google-chrome"], {
    encoding: "utf8",
  }).trim();
}
