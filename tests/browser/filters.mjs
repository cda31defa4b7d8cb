// Filters are used with the keyboard alone, and show as many findings as they say.
import { openDetails, withPage } from "./pages.mjs";

const TABS_MOST = 400;

// What has the focus: which filter it is, whether it is chosen, and how many findings its label says that it shows.
function focused(page) {
    return page.evaluate(() => {
        const at = document.activeElement;
        if (!at?.matches(".filters input")) {
            return null;
        }
        const label = at.labels?.[0]?.innerText ?? "";
        const count = label.match(/([\d,]+)\)?\s*$/);
        return {
            id: at.id,
            type: at.type,
            group: at.name,
            label,
            checked: at.checked,
            wanted: count ? Number(count[1].replaceAll(",", "")) : NaN,
        };
    });
}

function shownFindings(page) {
    return page.evaluate(
        () => [...document.querySelectorAll(".finding")].filter((finding) => finding.checkVisibility()).length
    );
}

async function tabTo(page, wanted) {
    for (let tabs = 0; tabs < TABS_MOST; tabs++) {
        await page.keyboard.press("Tab");
        const at = await focused(page);
        if (at && wanted(at)) {
            return at;
        }
    }
    return null;
}

// Goes round a group of radio buttons with the arrow keys, back to where it began.
async function goRound(page, first) {
    const wrong = [];
    const seen = new Set();
    for (let at = first; at && !seen.has(at.id); at = await focused(page)) {
        seen.add(at.id);
        const shown = await shownFindings(page);
        if (!at.checked) {
            wrong.push(`"${at.label}" has the focus but is not chosen`);
        } else if (shown !== at.wanted) {
            wrong.push(`"${at.label}" shows ${shown} findings`);
        }
        await page.keyboard.press("ArrowDown");
    }
    return { wrong, seen };
}

// Without any filter in a report, there is nothing to check: a report of few findings needs none.
export async function filtersByKeyboard(browser, file) {
    return withPage(browser, file, {}, async (page) => {
        await openDetails(page);
        const groups = await page.evaluate(() => {
            const inputs = [...document.querySelectorAll(".filters input[type=radio]")];
            return [...new Set(inputs.map((input) => input.name))];
        });
        const wrong = [];
        for (const group of groups) {
            const first = await tabTo(page, (at) => at.group === group);
            if (!first) {
                wrong.push(`the filters "${group}" cannot be reached with the Tab key`);
                continue;
            }
            const round = await goRound(page, first);
            wrong.push(...round.wrong);
            const all = await page.locator(`.filters input[name="${group}"]`).count();
            if (round.seen.size !== all) {
                wrong.push(`the arrow keys reach ${round.seen.size} of ${all} filters of "${group}"`);
            }
        }
        return wrong;
    });
}
