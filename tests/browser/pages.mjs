// Opens reports in Chromium, without a network, and notes all that a page asks for or complains of.
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const DESKTOP = { width: 1280, height: 900 };

export async function launch(executablePath) {
    // Chromium's own sandbox cannot be had by root, nor in most containers. Only files of this run are opened.
    return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

// Runs `look(page, notes)` on the report, and closes it. `notes` are complaints in words, gathered while it is open.
export async function withPage(browser, file, options, look) {
    const { media, ...rest } = options;
    const context = await browser.newContext({ viewport: DESKTOP, offline: true, ...rest });
    try {
        const page = await context.newPage();
        const notes = [];
        const address = pathToFileURL(file).href;
        page.on("console", (message) => {
            if (["error", "warning"].includes(message.type())) {
                notes.push(`the console says: ${message.text()}`);
            }
        });
        page.on("pageerror", (error) => notes.push(`a script fails: ${error.message}`));
        page.on("request", (request) => {
            if (request.url() !== address) {
                notes.push(`it asks for ${request.url().slice(0, 200)}`);
            }
        });
        page.on("dialog", (dialog) => {
            notes.push(`it opens a dialogue: ${dialog.message()}`);
            return dialog.dismiss();
        });
        page.setDefaultTimeout(120000);
        await page.emulateMedia({ media: media ?? "screen", reducedMotion: "reduce" });
        await page.goto(address, { waitUntil: "load" });
        return await look(page, notes);
    } finally {
        await context.close();
    }
}

// What a reader without scripts can do as well: opens all that can be folded out.
export async function openDetails(page) {
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
}
