// What every HTML report must be. A check gives the list of what is wrong with a report, in words: none, and it holds.
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { openDetails, withPage } from "./pages.mjs";
import { filtersByKeyboard } from "./filters.mjs";

const BYTES_MOST = 5_000_000;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

// A4 less margins of 15 mm, in CSS pixels.
const PAPER = { width: Math.floor(((210 - 30) / 25.4) * 96), height: Math.floor(((297 - 30) / 25.4) * 96) };

function size(browser, file) {
    const bytes = statSync(file).size;
    return bytes > BYTES_MOST ? [`it has ${bytes} bytes; ${BYTES_MOST} are the most`] : [];
}

async function renders(browser, file) {
    return withPage(browser, file, {}, async (page, notes) => {
        await openDetails(page);
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        const found = await page.evaluate(() => ({
            title: document.title.trim(),
            headings: document.querySelectorAll("h1").length,
            mode: document.compatMode,
        }));
        const wrong = [...notes];
        if (!found.title) {
            wrong.push("it has no title");
        }
        if (found.headings !== 1) {
            wrong.push(`it has ${found.headings} main headings`);
        }
        if (found.mode !== "CSS1Compat") {
            wrong.push("it has no doctype, so that the browser draws it as pages of the nineties");
        }
        return wrong;
    });
}

async function links(browser, file) {
    return withPage(browser, file, {}, (page) =>
        page.evaluate(() => {
            const wrong = [];
            const ids = new Set();
            for (const element of document.querySelectorAll("[id]")) {
                if (ids.has(element.id)) {
                    wrong.push(`two elements have the id ${element.id}`);
                }
                ids.add(element.id);
            }
            for (const link of document.querySelectorAll(
                'a[href^="#"], [aria-labelledby], [aria-describedby], label[for]',
            )) {
                const named = link.getAttribute("aria-labelledby") ?? link.getAttribute("aria-describedby") ?? "";
                const wanted = link.matches("a")
                    ? [decodeURIComponent(link.getAttribute("href").slice(1))]
                    : link.matches("label")
                      ? [link.htmlFor]
                      : named.split(/\s+/);
                for (const id of wanted.filter((id) => !ids.has(id))) {
                    wrong.push(`nothing has the id "${id}", to which ${link.outerHTML.slice(0, 100)} leads`);
                }
            }
            return wrong.slice(0, 20);
        }),
    );
}

// axe gives up on words in drawings: of these, the fill against the background of what the drawing is in. Runs in the page.
function wordsTooFaint() {
    const parts = (colour) => colour.match(/[\d.]+/g).map(Number);
    const light = (colour) => {
        const linear = parts(colour)
            .slice(0, 3)
            .map((part) => part / 255)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    };
    const background = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if ((parts(colour)[3] ?? 1) === 1) {
                return colour;
            }
        }
        return "rgb(255, 255, 255)";
    };
    return [...document.querySelectorAll("svg text")]
        .filter((text) => text.checkVisibility())
        .filter((text) => {
            const [low, high] = [light(getComputedStyle(text).fill), light(background(text))].sort((a, b) => a - b);
            return (high + 0.05) / (low + 0.05) < 4.5;
        })
        .map((text) => `words of a drawing are too faint: ${text.outerHTML.slice(0, 120)}`);
}

// What axe is not sure of: contrast that it cannot work out is contrast that nobody has checked, but for signs that are no
// text, and for words in drawings, which are checked above.
function isUnchecked(node) {
    return node.any[0]?.data?.messageKey !== "nonBmp" && !/^<(text|tspan)\b/.test(node.html);
}

// Everything folded out, since what is hidden is not looked at.
async function accessible(browser, file, colorScheme) {
    return withPage(browser, file, { colorScheme }, async (page) => {
        await openDetails(page);
        await page.evaluate(axe);
        const found = await page.evaluate(
            (tags) =>
                window.axe.run(document, {
                    runOnly: { type: "tag", values: tags },
                    rules: { "target-size": { enabled: true } },
                    resultTypes: ["violations", "incomplete"],
                    elementRef: false,
                }),
            WCAG,
        );
        const told = (kind) => (rule) =>
            `${rule.id} (${kind}): ${rule.help}: ${rule.nodes.length} times, as in ` +
            `${rule.nodes[0].html.slice(0, 160)}: ` +
            rule.nodes[0].failureSummary.replace(/\s+/g, " ").slice(0, 240);
        const unsure = found.incomplete.filter((rule) => rule.id === "color-contrast");
        unsure.forEach((rule) => (rule.nodes = rule.nodes.filter(isUnchecked)));
        return [
            ...found.violations.map(told("violation")),
            ...unsure.filter((rule) => rule.nodes.length).map(told("not told")),
            ...(await page.evaluate(wordsTooFaint)),
        ];
    });
}

const NARROW = [320, 375];

async function narrow(browser, file) {
    const wrong = [];
    for (const width of NARROW) {
        const viewport = { width, height: 800 };
        wrong.push(
            ...(await withPage(browser, file, { viewport }, async (page) => {
                await openDetails(page);
                return page.evaluate((width) => {
                    const root = document.scrollingElement;
                    if (root.scrollWidth <= root.clientWidth) {
                        return [];
                    }
                    const wide = [...document.body.querySelectorAll("*")].find(
                        (element) => element.getBoundingClientRect().right > root.clientWidth + 0.5,
                    );
                    return [`at ${width} px the page is ${root.scrollWidth} px wide: ${wide?.outerHTML.slice(0, 120)}`];
                }, width);
            })),
        );
    }
    return wrong;
}

// Paper has no scroll bars and nothing can be folded out on it.
async function prints(browser, file, large) {
    return withPage(browser, file, { media: "print", viewport: PAPER }, async (page) => {
        const wrong = await page.evaluate(() => {
            const wrong = [];
            const shown = (element) => element.checkVisibility({ contentVisibilityAuto: false });
            const told = (element) => element.outerHTML.slice(0, 120);
            for (const filter of document.querySelectorAll(".filter, .filter *")) {
                if (shown(filter)) {
                    wrong.push(`filters are printed: ${told(filter)}`);
                    break;
                }
            }
            for (const details of document.querySelectorAll("details")) {
                const content = [...details.children].find(
                    (child) => child.tagName !== "SUMMARY" && child.textContent.trim(),
                );
                if (shown(details) && content && (!shown(content) || content.getBoundingClientRect().height === 0)) {
                    wrong.push(`what can be folded out is not printed: ${told(details)}`);
                    break;
                }
            }
            const width = document.documentElement.clientWidth;
            for (const element of document.body.querySelectorAll("*")) {
                const box = element.getBoundingClientRect();
                const unseen = box.width <= 1 || box.height <= 1 || !shown(element);
                if (!unseen && box.right > width + 2) {
                    wrong.push(`it is ${Math.round(box.right - width)} px wider than the paper: ${told(element)}`);
                    break;
                }
                const cut = getComputedStyle(element).overflowX;
                if (!unseen && cut !== "visible" && element.scrollWidth > element.clientWidth + 1) {
                    wrong.push(`a part of it is cut off on paper: ${told(element)}`);
                    break;
                }
            }
            return wrong;
        });
        if (large) {
            return wrong;
        }
        const paper = await page.pdf({ format: "A4", preferCSSPageSize: true });
        const pages = paper.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
        return pages > 0 ? wrong : [...wrong, "its PDF has no page"];
    });
}

// Without scripts all findings are there, and so is everything else that can be read.
async function withoutScripts(browser, file) {
    const read = (javaScriptEnabled) =>
        withPage(browser, file, { javaScriptEnabled }, async (page) => {
            await openDetails(page);
            return page.evaluate(() => ({
                hidden: [...document.querySelectorAll(".item, main section, main table, main svg")]
                    .filter((element) => !element.checkVisibility())
                    .map((element) => element.outerHTML.slice(0, 120)),
                text: document.body.innerText.replace(/\s+/g, " ").trim(),
            }));
        });
    const plain = await read(false);
    const scripted = await read(true);
    const wrong = plain.hidden
        .slice(0, 1)
        .map((html) => `${plain.hidden.length} parts are hidden without scripts, as ${html}`);
    if (plain.text.length < scripted.text.length * 0.99) {
        wrong.push(`${plain.text.length} letters can be read without scripts, ${scripted.text.length} with them`);
    }
    return wrong;
}

// run(browser, file, large). `slow`: not of a report as large as they come, where it would take minutes.
export const CHECKS = [
    { name: "is under 5 MB", run: size },
    { name: "renders, says nothing and asks for nothing", run: renders },
    { name: "leads where it says", run: links },
    { name: "is accessible in light", slow: true, run: (browser, file) => accessible(browser, file, "light") },
    { name: "is accessible in dark", slow: true, run: (browser, file) => accessible(browser, file, "dark") },
    { name: "filters by keyboard", slow: true, run: filtersByKeyboard },
    { name: "fits a narrow screen", run: narrow },
    { name: "prints", run: prints },
    { name: "needs no scripts", slow: true, run: withoutScripts },
];
