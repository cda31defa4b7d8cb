// Checks HTML reports in Chromium:
//
//     node run.mjs [--chromium PROGRAM] [--large | --break] REPORT.html…
//
// With --large, checks that take long of a report of megabytes are left out. With --break, each report is also broken in
// many ways, and the check that is there for each must notice. The last line is the sum: "browser: 9 passed, 0 failed".
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { BREAKAGES } from "./breakages.mjs";
import { CHECKS } from "./checks.mjs";
import { launch } from "./pages.mjs";

const PROBLEMS_MOST = 5;

const { values, positionals } = parseArgs({
    options: {
        chromium: { type: "string", default: "/usr/bin/chromium" },
        break: { type: "boolean", default: false },
        large: { type: "boolean", default: false },
    },
    allowPositionals: true,
});

let passed = 0;
let failed = 0;

function tell(good, name, problems = []) {
    if (good) {
        passed++;
        return;
    }
    failed++;
    console.log(`FAIL: ${name}`);
    problems.slice(0, PROBLEMS_MOST).forEach((problem) => console.log(`    ${problem}`));
}

// A check that cannot be carried out has failed.
async function problemsOf(check, browser, file) {
    try {
        return await check.run(browser, file, values.large);
    } catch (error) {
        return [`the check stopped: ${error.message}`];
    }
}

async function checkReport(browser, file) {
    for (const check of CHECKS.filter((check) => !(check.slow && values.large))) {
        const start = performance.now();
        const problems = await problemsOf(check, browser, file);
        tell(problems.length === 0, `${basename(file)} ${check.name}`, problems);
        console.log(`${basename(file)}: ${check.name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
    }
}

async function breakReport(browser, file, folder) {
    const html = readFileSync(file, "utf8");
    for (const breakage of BREAKAGES.filter((breakage) => !breakage.filter || html.includes('class="filter"'))) {
        const broken = breakage.breaks(html);
        const path = join(folder, "broken.html");
        writeFileSync(path, broken);
        const check = CHECKS.find((check) => check.name === breakage.check);
        const problems = broken === html ? [] : await problemsOf(check, browser, path);
        const noticed = problems.length > 0 && !problems[0].startsWith("the check stopped");
        tell(noticed, `${basename(file)} with ${breakage.what} is not noticed: ${breakage.check}`, problems);
    }
}

const browser = await launch(values.chromium);
const folder = mkdtempSync(join(tmpdir(), "probity-browser."));
try {
    for (const file of positionals) {
        await checkReport(browser, file);
        if (values.break) {
            await breakReport(browser, file, folder);
        }
    }
} finally {
    await browser.close();
    rmSync(folder, { recursive: true });
}
console.log(`browser: ${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
