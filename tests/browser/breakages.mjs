// Each check must be able to fail: ways to break a report, and the check that must notice.
const append = (markup) => (html) => html.replace("</main>", `${markup}</main>`);
const style = (rules) => (html) => html.replace("</style>", `${rules}</style>`);
// The policy of a report lets neither scripts nor styles in that are not its own.
const lax = (breaks) => (html) => breaks(html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ""));

export const BREAKAGES = [
    { what: "5 MB of blanks", check: "is under 5 MB", breaks: (html) => html + " ".repeat(5_000_000) },
    {
        what: "a picture from elsewhere",
        check: "renders, says nothing and asks for nothing",
        breaks: append('<img src="https://example.invalid/a.png" alt="a"/>'),
    },
    {
        what: "a picture from elsewhere that the policy lets in",
        check: "renders, says nothing and asks for nothing",
        breaks: lax(append('<img src="https://example.invalid/a.png" alt="a"/>')),
    },
    {
        what: "a script that fails",
        check: "renders, says nothing and asks for nothing",
        breaks: lax(append('<script>throw new Error("broken");</script>')),
    },
    {
        what: "a style that its policy does not know",
        check: "renders, says nothing and asks for nothing",
        breaks: append("<style>p { color: red; }</style>"),
    },
    {
        what: "a link to nowhere",
        check: "leads where it says",
        breaks: append('<p><a href="#nowhere">nowhere</a></p>'),
    },
    { what: "two equal ids", check: "leads where it says", breaks: append('<p id="twice">a</p><p id="twice">b</p>') },
    {
        what: "no language",
        check: "is accessible in light",
        breaks: (html) => html.replace(/ (xml:)?lang="[^"]*"/g, ""),
    },
    {
        what: "a field without a label",
        check: "is accessible in light",
        breaks: append('<input type="text"/>'),
    },
    {
        what: "text too faint in light",
        check: "is accessible in light",
        breaks: lax(style("@media (prefers-color-scheme: light) { p { color: #999 !important; } }")),
    },
    {
        what: "text too faint in dark",
        check: "is accessible in dark",
        breaks: lax(style("@media (prefers-color-scheme: dark) { p { color: #444 !important; } }")),
    },
    {
        what: "a drawing with words too faint",
        check: "is accessible in light",
        breaks: lax((html) =>
            style(".f { fill: #aaa; }")(
                append('<svg role="img" aria-label="a"><text class="f" y="20">faint</text></svg>')(html),
            ),
        ),
    },
    {
        what: "filters that hide nothing",
        check: "filters by keyboard",
        filter: true,
        breaks: lax(style(".item, [data-kind], .filtered { display: block !important; }")),
    },
    {
        what: "a filter with a wrong count",
        check: "filters by keyboard",
        filter: true,
        breaks: (html) => html.replace(/\((\d[\d,]*)\)<\/label>/, "(1000$1)</label>"),
    },
    {
        what: "filters that the keyboard does not reach",
        check: "filters by keyboard",
        filter: true,
        breaks: (html) => html.replaceAll('<input type="radio"', '<input tabindex="-1" type="radio"'),
    },
    {
        what: "words that find nothing",
        check: "filters by keyboard",
        filter: true,
        breaks: lax((html) => html.replace('"input", apply', '"input", String')),
    },
    {
        what: "a word that is wider than a phone",
        check: "fits a narrow screen",
        breaks: append(`<p>${"W".repeat(60)}</p>`),
    },
    {
        what: "printed filters",
        check: "prints",
        filter: true,
        breaks: lax(style("@media print { .filter { display: block !important; } }")),
    },
    {
        what: "what is folded is not printed",
        check: "prints",
        breaks: lax((html) =>
            style("@media print { details > div { display: none; } }")(
                append("<details><summary>a</summary><div>b</div></details>")(html),
            ),
        ),
    },
    {
        what: "a table that is wider than paper",
        check: "prints",
        breaks: lax((html) =>
            style("@media print { .w { width: 60rem; } }")(append('<div class="w">wide</div>')(html)),
        ),
    },
    {
        what: "a part that paper cuts off",
        check: "prints",
        breaks: lax((html) =>
            style("@media print { .o { overflow: auto; } .w { width: 60rem; } }")(
                append('<div class="o"><div class="w">wide</div></div>')(html),
            ),
        ),
    },
    {
        what: "a part that only a script shows",
        check: "needs no scripts",
        breaks: lax((html) =>
            append("<script>document.querySelector('.s').classList.remove('s');</script>")(
                style(".s { display: none; }")(append('<section class="s"><p>There.</p></section>')(html)),
            ),
        ),
    },
];
