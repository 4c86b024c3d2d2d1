#!/usr/bin/python3
"""Opens a page from disk in headless Chromium at a phone's and a desk's width and, if thorough, walks it by keyboard and lays it out for
print; prints what was seen, as JSON.

    look_at_page.py PAGE.html [--thorough]
"""
import json
import sys
import tempfile

from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

SEEN = """
const visible = (element) => element.getClientRects().length > 0;
const boxes = (svg, selector) => [...svg.querySelectorAll(selector)].map((element) => ({ box: element.getBoundingClientRect(), text: element.textContent }))
  .filter(({ box }) => box.width > 0 || box.height > 0);
const meet = (a, b, slack) => a.left + slack < b.right && b.left + slack < a.right && a.top + slack < b.bottom && b.top + slack < a.bottom;
const overlapping = (svg) => {
  const texts = boxes(svg, "text");
  return texts.flatMap((one, i) => texts.slice(i + 1).filter((other) => meet(one.box, other.box, 2)).map((other) => one.text + " / " + other.text));
};
// A line through words: only half a pixel of either is given away, as a line is thin.
const struck = (svg) => boxes(svg, "line.zero").flatMap((line) => boxes(svg, "text").filter((text) => meet(line.box, text.box, 0.5)).map((text) => text.text));
const charts = [...document.querySelectorAll("svg[role=img]")].filter(visible).map((svg) => ({
  title: svg.querySelector("title").textContent,
  label: svg.getAttribute("aria-label"),
  width: svg.getBoundingClientRect().width,
  height: svg.getBoundingClientRect().height,
  marks: [...svg.querySelectorAll("circle, path, rect")].filter((mark) => {
    const box = mark.getBBox();
    return (box.width > 0 || box.height > 0) && !mark.classList.contains("domain");
  }).length,
  cut: [...svg.querySelectorAll("text")].filter((text) => {
    const own = text.getBoundingClientRect(), all = svg.getBoundingClientRect();
    return own.width > 0 && (own.left < all.left - 1 || own.right > all.right + 1);
  }).map((text) => text.textContent),
  overlapping: overlapping(svg),
  struck: struck(svg),
  broken: /NaN|undefined|Infinity/.test(svg.outerHTML),
}));
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
let smallest = 1e9, smallestText = "";
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const parent = node.parentElement;
  if (!node.textContent.trim() || ["SCRIPT", "STYLE", "TITLE", "NOSCRIPT"].includes(parent.tagName.toUpperCase()) || !visible(parent)) continue;
  const size = parseFloat(getComputedStyle(parent).fontSize);
  if (size < smallest) { smallest = size; smallestText = node.textContent.trim(); }
}
const figures = [...document.querySelectorAll("figure")].filter(visible);
return {
  overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  smallest_font: smallest, smallest_text: smallestText,
  charts,
  figures: figures.length,
  figures_with_table: figures.filter((figure) => figure.querySelector("details table tbody tr")).length,
  fetched: performance.getEntriesByType("resource").map((entry) => entry.name),
  headings: [...document.querySelectorAll("h1, h2")].filter(visible).map((heading) => heading.textContent),
  text: document.querySelector("main").textContent.includes("undefined"),
  changes: [...document.querySelectorAll("[data-fill=settings] li")].map((item) => item.textContent),
  takes: document.getElementById("takes")?.textContent ?? "",
};
"""

# What is in sight without a click; then all that one click brings is opened, to be looked at.
IN_SIGHT = """
const shown = (element) => element.getClientRects().length > 0;
const count = [...document.querySelectorAll("figure, .target")].filter((figure) => shown(figure) && !figure.closest("details:not([open])")).length;
document.querySelectorAll("details.more").forEach((element) => { element.open = true; });
drawAll();
return { figures_in_sight: count, first_screen: document.getElementById("first")?.textContent ?? "" };
"""

# As a sheet of A4 has it: what is left out, what would be cut at the right, what cannot be kept on one page.
PRINTED = """
const [most_width, most_height] = arguments;
const first = document.querySelector("#first, header");
const shown = (element) => element.getClientRects().length > 0;
const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
const words = (element) => element.textContent.trim().slice(0, 60);
return {
  overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  left_in: all("nav, .choice, .skip, details, summary").map(words),
  cut: all(".scroll").filter((box) => box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX !== "visible"
    || box.firstElementChild.getBoundingClientRect().right > most_width).map(words),
  breakable: all("figure, .chart, tr, .target").filter((box) => getComputedStyle(box).breakInside !== "avoid").map(words),
  first_sheet: first.getBoundingClientRect().height / most_height,
  ends_the_sheet: getComputedStyle(first).breakAfter === "page",
  taller_than_a_page: all(".chart").filter((box) => box.getBoundingClientRect().height > most_height).length,
  parted_from_what_follows: all("h2, h3, h4, .lead, figcaption").filter((box) => getComputedStyle(box).breakAfter !== "avoid").map(words),
};
"""

# Notes whatever gets the focus, and returns what one should come to, in order.
FOLLOW = """
const seen = (element) => !element.closest("[hidden]") && (element.closest("details") || element.getClientRects().length > 0);
const all = [...document.querySelectorAll("*")];
const figures = all.filter((element) => element.matches("figure") && element.getClientRects().length > 0);
window.focused = [];
document.addEventListener("focusin", ({ target }) => {
  const style = getComputedStyle(target);
  window.focused.push({
    text: (target.getAttribute("aria-label") || target.textContent).trim().slice(0, 60), place: all.indexOf(target),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    figure: figures.indexOf(target.closest("figure")), section: target.closest("section")?.id ?? null,
    in_table: target.matches(".scroll") && target.querySelector("tbody tr") !== null && target.getClientRects().length > 0,
  });
});
return { figures: figures.length, stops: all.filter((element) => element.matches("a[href], select, summary, .scroll") && seen(element)).map((element) => element.tagName) };
"""


def browser(profile):
    options = Options()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={profile}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def open_page(driver, page):
    """On a machine with much else to do a page can count as loaded before its script has run; one that never draws is looked at as it is."""
    driver.get("file://" + page)
    try:
        WebDriverWait(driver, 60).until(lambda it: it.execute_script(
            "return document.readyState === 'complete' && document.querySelector('svg[role=img]') !== null"))
    except TimeoutException:
        pass


def look(driver, page, width):
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                           {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600})
    open_page(driver, page)
    in_sight = driver.execute_script(IN_SIGHT)
    seen = {**driver.execute_script(SEEN), **in_sight}
    seen["width"] = width
    seen["errors"] = [entry["message"] for entry in driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
    # With several alternatives, showing another must draw anew.
    choice = driver.execute_script("const s = document.getElementById('alternative'); if (!s || s.options.length < 2) return null;"
                                   "s.value = '1'; s.dispatchEvent(new Event('change'));"
                                   "return document.querySelectorAll('svg[role=img]').length;")
    seen["charts_of_second_alternative"] = choice
    return seen


TAB = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
ENTER = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}


def press(driver, key):
    driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": "keyDown" if "text" in key else "rawKeyDown", **key})


def walk_by_keyboard(driver, page):
    """Tab through the page from the top, opening whatever can be opened: where that leads, in order."""
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]})
    open_page(driver, page)
    plan = driver.execute_script(FOLLOW)
    for stop in plan["stops"]:
        press(driver, TAB)
        if stop == "SUMMARY":
            press(driver, ENTER)
    steps = driver.execute_script("return window.focused")
    open_page(driver, page)
    driver.execute_script(FOLLOW)
    for key in (TAB, ENTER, TAB):
        press(driver, key)
    return {"first": steps[0]["text"], "skipped_to": driver.execute_script("return window.focused[1].section"),
            "missed": len(plan["stops"]) - len(steps),
            "unseen": [step["text"] for step in steps if not step["outlined"]],
            "in_order": all(a["place"] < b["place"] for a, b in zip(steps, steps[1:])),
            "tables_not_reached": sorted(set(range(plan["figures"])) - {step["figure"] for step in steps if step["in_table"]})}


def printed(driver, page, width=718, height=1047):
    """The page as on A4 with margins of a centimetre, in CSS pixels."""
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    open_page(driver, page)
    seen = driver.execute_script(PRINTED, width, height)
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    return seen


def main():
    thorough = sys.argv[2:] == ["--thorough"]
    if len(sys.argv) < 2 or (len(sys.argv) > 2 and not thorough):
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as profile:
        driver = browser(profile)
        try:
            looks = [look(driver, sys.argv[1], width) for width in (400, 1400)]
            more = {"keyboard": walk_by_keyboard(driver, sys.argv[1]), "printed": printed(driver, sys.argv[1])} if thorough else {}
            print(json.dumps({"looks": looks, **more}))
        finally:
            driver.quit()


if __name__ == "__main__":
    main()
