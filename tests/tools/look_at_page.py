#!/usr/bin/python3
"""Opens a page from disk in headless Chromium at a phone's and a desk's width and prints what was seen there, as JSON.

    look_at_page.py PAGE.html
"""
import json
import sys
import tempfile

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

SEEN = """
const visible = (element) => element.getClientRects().length > 0;
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
};
"""


def browser(profile):
    options = Options()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={profile}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def look(driver, page, width):
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                           {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600})
    driver.get("file://" + page)
    seen = driver.execute_script(SEEN)
    seen["width"] = width
    seen["errors"] = [entry["message"] for entry in driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
    # With several alternatives, showing another must draw anew.
    choice = driver.execute_script("const s = document.getElementById('alternative'); if (!s || s.options.length < 2) return null;"
                                   "s.value = '1'; s.dispatchEvent(new Event('change'));"
                                   "return document.querySelectorAll('svg[role=img]').length;")
    seen["charts_of_second_alternative"] = choice
    return seen


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as profile:
        driver = browser(profile)
        try:
            print(json.dumps([look(driver, sys.argv[1], width) for width in (400, 1400)]))
        finally:
            driver.quit()


if __name__ == "__main__":
    main()
