// Filters are used with the keyboard alone, and leave as many items as they say.
import { openDetails, withPage } from "./pages.mjs";

const TABS_MOST = 400;

// What has the focus, if it is a filter's radio button: whether it is chosen, and how many items its label says that it
// leaves.
function focused(page) {
    return page.evaluate(() => {
        const at = document.activeElement;
        if (!at?.matches(".filter input[type=radio]")) {
            return null;
        }
        const label = at.labels[0]?.innerText.trim() ?? "";
        const count = label.match(/\(([\d,]+)\)$/);
        return { id: at.id, label, checked: at.checked, wanted: count ? Number(count[1].replaceAll(",", "")) : NaN };
    });
}

// How many items are to be seen; rows of tables that stand for an item elsewhere count for none.
function countItems(page) {
    return page.evaluate(() =>
        [...document.querySelectorAll(".item")]
            .filter((item) => item.checkVisibility())
            .reduce((sum, item) => sum + Number(item.dataset.count ?? 1), 0),
    );
}

// Presses Tab until `there` says so.
async function tabTo(page, there) {
    for (let tabs = 0; tabs < TABS_MOST; tabs++) {
        await page.keyboard.press("Tab");
        if (await there()) {
            return true;
        }
    }
    return false;
}

// Goes round the radio buttons with the arrow keys, back to where it began.
async function goRound(page) {
    const wrong = [];
    const seen = new Set();
    for (let at = await focused(page); at && !seen.has(at.id); at = await focused(page)) {
        seen.add(at.id);
        const shown = await countItems(page);
        if (!at.checked) {
            wrong.push(`"${at.label}" has the focus and is not chosen`);
        } else if (shown !== at.wanted) {
            wrong.push(`"${at.label}" leaves ${shown}`);
        }
        await page.keyboard.press("ArrowDown");
    }
    const all = await page.locator(".filter input[type=radio]").count();
    if (seen.size !== all) {
        wrong.push(`the arrow keys reach ${seen.size} of ${all} filters`);
    }
    return wrong;
}

// Words that are nowhere leave nothing; without them, all is there again. The page says how much it shows.
async function findWords(page) {
    const state = () => page.locator("#filter-state").innerText();
    const all = await countItems(page);
    const wrong = [];
    if (!(await tabTo(page, () => page.evaluate(() => document.activeElement?.id === "filter-words")))) {
        return ["the Tab key does not reach the field for words"];
    }
    await page.keyboard.type("zzzz");
    if ((await countItems(page)) !== 0 || !(await state()).startsWith("Shown: 0 ")) {
        wrong.push(`"zzzz" leaves ${await countItems(page)} of ${all}, and the page says: ${await state()}`);
    }
    for (let letters = 0; letters < 4; letters++) {
        await page.keyboard.press("Backspace");
    }
    if ((await countItems(page)) !== all || !(await state()).startsWith(`Shown: ${all} `)) {
        wrong.push(`without words ${await countItems(page)} of ${all} are shown, and the page says: ${await state()}`);
    }
    return wrong;
}

// A report of one finding or none has no filter, and needs none.
export async function filtersByKeyboard(browser, file) {
    const wrong = [];
    for (const javaScriptEnabled of [true, false]) {
        wrong.push(
            ...(await withPage(browser, file, { javaScriptEnabled }, async (page) => {
                await openDetails(page);
                if ((await page.locator(".filter").count()) === 0) {
                    return (await countItems(page)) > 1 ? ["there is no filter"] : [];
                }
                if (!(await tabTo(page, async () => (await focused(page)) !== null))) {
                    return ["the Tab key does not reach the filter"];
                }
                const round = await goRound(page);
                return javaScriptEnabled ? [...round, ...(await findWords(page))] : round;
            })),
        );
    }
    return wrong;
}
