// Draws the page of a run or comparison from the data in it, with pieces.js. Every chart has its numbers in a table beneath.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const comparison = data.kind === "comparison";
  const state = { alternative: 0 };

  // What stands in the page for readers without scripts makes room for the charts.
  document.documentElement.classList.add("scripted");
  document.querySelectorAll(".plain").forEach((element) => element.remove());

  // ---- what the data is about ----
  const dated = (day) => d3.timeDay.offset(new Date(data.start + "T00:00:00"), day);
  const alternatives = data.scenarios.slice(1);
  const current = () => state.alternative;
  const nameOf = (index) => data.scenarios[index].name || data.scenarios[index].label;

  // ---- lines over time with bands ----
  // lines: [{mean, low, high, colour, dash}]
  const coursePlot = (width, days, lines, { height, unit, zero, show }) => {
    const right = 20, top = 22, bottom = height - 26;
    const dates = days.map(dated);
    const values = lines.flatMap((line) => [...line.mean, ...line.low, ...line.high]).filter((v) => v !== null);
    if (zero) values.push(0);
    let domain = d3.extent(values);
    if (domain[0] === domain[1]) domain = [domain[0] - 1, domain[1] + 1];
    const y = d3.scaleLinear().domain(domain).nice(4).range([bottom, top]);
    const svg = canvas(width, height);
    const ticks = y.ticks(4), tickText = tickTexts(ticks, show);
    const left = Math.max(56, 14 + d3.max(ticks, (tick) => textWidth(tickText(tick))));
    const x = d3.scaleTime().domain(d3.extent(dates)).range([left, width - right]);
    svg.append("g").selectAll("line").data(ticks).join("line").attr("class", "grid-line")
      .attr("x1", left).attr("x2", width - right).attr("y1", y).attr("y2", y);
    if (zero) svg.append("line").attr("class", "zero").attr("x1", left).attr("x2", width - right).attr("y1", y(0)).attr("y2", y(0));
    const indices = d3.range(dates.length);
    for (const line of lines) {
      const known = (i) => line.mean[i] !== null;
      svg.append("path").attr("fill", line.colour).attr("opacity", 0.22).attr("d",
        d3.area().defined((i) => line.low[i] !== null).x((i) => x(dates[i])).y0((i) => y(line.low[i])).y1((i) => y(line.high[i]))(indices));
      svg.append("path").attr("fill", "none").attr("stroke", line.colour).attr("stroke-width", 1.8).attr("stroke-dasharray", line.dash || null)
        .attr("d", d3.line().defined(known).x((i) => x(dates[i])).y((i) => y(line.mean[i]))(indices));
    }
    svg.append("g").attr("transform", `translate(0,${bottom})`)
      .call(d3.axisBottom(x).ticks(Math.max(2, Math.floor((width - left) / 75))).tickSizeOuter(0)
        .tickFormat((date) => d3.timeFormat(date.getMonth() === 0 ? "%Y" : "%b")(date)));
    svg.append("g").attr("transform", `translate(${left},0)`).call(d3.axisLeft(y).tickValues(ticks).tickFormat(tickText).tickSize(0))
      .call((axis) => axis.select(".domain").remove());
    svg.append("text").attr("class", "small").attr("x", 2).attr("y", 12).text(unit);
    return svg;
  };

  // ---- panels ----
  // What is told a year is of the years in which the change is in force; a course shows all of the run.
  const noteOf = (panel) => [panel.note, comparison && panel.kind !== "course" ? `Of ${data.years}.` : "",
    comparison && panel.kind === "course" ? "The whole run; what differs begins with the change." : "",
    panel.rows.some((row) => row.few) ? `Groups with fewer than ${panel.fewest} are left out, as single people could be known by them.` : ""].filter(Boolean).join(" ");
  const labelColumns = (unit) => comparison
    ? [{ title: "" }, { title: "Base", number: true }, { title: "With the change", number: true }, { title: "Difference", number: true },
       { title: "95% interval", number: true }, { title: "Relative", number: true }, { title: "Verdict" }]
    : [{ title: "" }, { title: unitText(unit), number: true }, { title: "95% interval", number: true }];
  const labelRow = (row, unit) => {
    const show = (value) => amount(value, unit);
    if (row.few) return [capital(row.title), `under ${row.few}`, ...Array(comparison ? 5 : 1).fill("–")];
    const base = row.levels[0];
    if (!comparison) return [capital(row.title), show(base[0]), range(base[1], base[2], show)];
    const difference = row.differences[current()];
    return [capital(row.title), show(base[0]), show(row.levels[current() + 1][0]), signed(difference.change[0], unit),
      range(difference.change[1], difference.change[2], (v) => signed(v, unit)), percent(difference.relative[0]), difference.verdict];
  };
  const told = (difference) => difference.verdict === "lower" || difference.verdict === "higher";

  const differencePanel = (panel) => {
    const result = figure(panel.title, noteOf(panel));
    const colour = colours[(current() + 1) % colours.length];
    const size = (row) => Math.abs(row.differences[current()].change[0]);
    const shown = panel.rows.filter((row) => !row.few);
    const ordered = panel.sort ? [...shown].sort((a, b) => size(b) - size(a)) : shown;
    const rows = ordered.map((row) => {
      const difference = row.differences[current()];
      const [mean, low, high] = difference.change;
      return { title: capital(row.title), marks: [{ mean, low, high, colour, sure: told(difference) }] };
    });
    result.append(key([[sureKey(colour), "change with 95% interval"], [unsureKey, "cannot be told from none, or too small to matter"]]));
    const count = shown.filter((row) => told(row.differences[current()])).length;
    result.append(chart(panel.title, `In ${count} of ${rows.length} rows a change can be told. The numbers are in the table below.`,
      (width) => dotPlot(width, rows, { unit: "change, " + unitText(panel.unit), show: (v) => signed(v, panel.unit), zero: true })));
    result.append(tableBelow(panel.title, labelColumns(panel.unit), panel.rows.map((row) => labelRow(row, panel.unit))));
    return result;
  };

  const routesPanel = (panel) => {
    const rows = panel.rows.filter((row) => row.routes[current()]).map((row) => ({ title: row.title, ...row.routes[current()] }));
    const total = panel.total[current()];
    const result = figure(panel.title, noteOf(panel));
    if (!rows.length) {
      result.append(make("p", {}, "Nothing happens in one world only."));
      return result;
    }
    const colour = colours[(current() + 1) % colours.length];
    const ordered = [...rows].sort((a, b) => Math.abs(b.change[0]) - Math.abs(a.change[0]));
    result.append(key([[sureKey(colour), "change with 95% interval"], [unsureKey, "cannot be told from none"]]));
    result.append(chart(panel.title, ordered.map((row) => `${row.title} ${signed(row.change[0], panel.unit)}`).join("; "), (width) => dotPlot(width,
      ordered.map((row) => ({ title: capital(row.title), marks: [{ mean: row.change[0], low: row.change[1], high: row.change[2], colour, sure: row.told }] })),
      { unit: "change, " + unitText(panel.unit), show: (v) => signed(v, panel.unit), zero: true })));
    const cells = (title, row) => [title, signed(row.change[0], panel.unit), range(row.change[1], row.change[2], (v) => signed(v, panel.unit)),
      amount(row.averted, panel.unit), amount(row.caused, panel.unit)];
    result.append(tableBelow(panel.title, [{ title: "" }, { title: "Net change", number: true }, { title: "95% interval", number: true }, { title: "Averted", number: true }, { title: "Caused", number: true }],
      [...ordered.map((row) => cells(capital(row.title), row)), cells("All", total)]));
    if (panel.remarks[current()]) result.append(make("p", { class: "note" }, panel.remarks[current()]));
    return result;
  };

  const levelsPanel = (panel) => {
    const result = figure(panel.title, noteOf(panel));
    const shown = comparison ? [0, current() + 1] : [0];
    const rows = panel.rows.filter((row) => !row.few).map((row) => ({ title: capital(row.title), marks: shown.map((scenario) => {
      const [mean, low, high] = row.levels[scenario];
      return { mean, low, high, colour: colours[scenario % colours.length], hollow: scenario === 0 };
    }) }));
    result.append(key(shown.map((scenario) => [scenario === 0 ? hollowKey : sureKey(colours[scenario % colours.length]), nameOf(scenario)])));
    result.append(chart(panel.title, "Levels by row. The numbers are in the table below.",
      (width) => dotPlot(width, rows, { unit: unitText(panel.unit), show: (v) => amount(v, panel.unit), zero: true })));
    result.append(tableBelow(panel.title, labelColumns(panel.unit), panel.rows.map((row) => labelRow(row, panel.unit))));
    return result;
  };

  const coursePanel = (panel) => {
    const several = panel.rows.length > 1;
    const alone = several ? "" : panel.rows[0].title;
    const result = figure(panel.title + (alone ? ": " + alone : ""), noteOf(panel), several);
    const shown = comparison ? [0, current() + 1] : [0];
    result.append(key(shown.map((scenario) => [lineKey(colours[scenario % colours.length], scenario ? "" : "5 3"), nameOf(scenario)])));
    const box = make("div", several ? { class: "multiples" } : {});
    for (const row of panel.rows) {
      const cell = make("div");
      if (several) cell.append(make("h4", { class: "quiet" }, capital(row.title)));
      const title = several ? `${panel.title}: ${row.title}` : panel.title;
      const lines = shown.map((scenario) => ({ ...row.levels[scenario], colour: colours[scenario % colours.length], dash: scenario ? "" : "5 3" }));
      cell.append(chart(title, "Lines over time with 95% bands.", (width) => coursePlot(width, panel.days, lines,
        { height: several ? 170 : 220, unit: unitText(panel.unit), show: (v) => amount(v, panel.unit) })));
      if (comparison && !several) {
        const colour = colours[(current() + 1) % colours.length];
        cell.append(chart(title + ", difference", "Difference to the base over time with 95% band.", (width) => coursePlot(width, panel.days,
          [{ ...row.differences[current()], colour }], { height: 150, unit: "difference to the base", zero: true, show: (v) => signed(v, panel.unit) })));
      }
      box.append(cell);
    }
    result.append(box, courseTable(panel, shown));
    return result;
  };
  const courseTable = (panel, shown) => {
    const columns = [{ title: "From", date: true }], rows = panel.days.map((day) => [d3.timeFormat("%Y-%m-%d")(dated(day))]);
    for (const row of panel.rows) {
      for (const scenario of shown) {
        columns.push({ title: [capital(row.title), nameOf(scenario)].filter(Boolean).join(", "), number: true });
        rows.forEach((cells, i) => cells.push(amount(row.levels[scenario].mean[i], panel.unit)));
      }
      if (!comparison) continue;
      const difference = row.differences[current()];
      columns.push({ title: "Difference (95%)", number: true });
      rows.forEach((cells, i) => cells.push(`${signed(difference.mean[i], panel.unit)} (${range(difference.low[i], difference.high[i], (v) => signed(v, panel.unit))})`));
    }
    return tableBelow(panel.title, columns, rows);
  };

  // ---- the map: outlines where the place has them, else a circle at each area's middle ----
  const mapPanel = (panel) => {
    const placed = panel.rows.filter((row) => row.place);
    const result = figure(panel.title, noteOf(panel), true);
    const value = (row) => comparison ? row.differences[current()].change[0] : row.levels[0][0];
    const sure = (row) => !comparison || told(row.differences[current()]);
    if (placed.length > 2) {
      // A few areas (a city's centre) outdo all others: the scale ends at the 95th of a hundred, or all others would look alike.
      const greatest = d3.quantile(placed.map((row) => Math.abs(value(row))).sort(d3.ascending), 0.95) || 1;
      const colour = comparison
        ? d3.scaleLinear().domain([-greatest, 0, greatest]).range(["#0072B2", "#f7f7f7", "#D55E00"]).clamp(true)
        : d3.scaleLinear().domain([0, greatest]).range(["#f2f0e6", "#0072B2"]).clamp(true);
      const show = (v) => comparison ? signed(v, panel.unit) : amount(v, panel.unit);
      result.append(key(comparison
        ? [[`<circle cx="13" cy="7" r="6" fill="#0072B2"/>`, `${show(-greatest)} ${unitText(panel.unit)} or fewer`], [`<circle cx="13" cy="7" r="6" fill="#D55E00"/>`, `${show(greatest)} or more`],
           [`<circle cx="13" cy="7" r="5" fill="#fff" stroke="#000" stroke-width="2"/>`, "black outline: a change can be told"]]
        : [[`<circle cx="13" cy="7" r="6" fill="#0072B2"/>`, `${show(greatest)} ${unitText(panel.unit)} or more`], [`<circle cx="13" cy="7" r="6" fill="#f2f0e6" stroke="#888"/>`, "none"]]));
      result.append(chart(panel.title, `${placed.length} small areas. The numbers are in the table below.`,
        (width) => mapPlot(width, placed, { value, sure, colour, show })));
    }
    if (panel.wards && panel.wards.length > 1) {
      const wards = labelColumns(panel.unit);
      wards[0] = { title: "Ward" };
      result.append(table(wards, panel.wards.map((row) => labelRow(row, panel.unit)), panel.title + ", by ward"));
    }
    const columns = labelColumns(panel.unit);
    columns.splice(0, 1, { title: "Ward" }, { title: "Area" });
    const rows = [...panel.rows].sort((a, b) => d3.ascending(a.place && a.place.ward, b.place && b.place.ward));
    result.append(tableBelow(panel.title, columns, rows.map((row) => {
      const cells = labelRow(row, panel.unit);
      cells.splice(0, 1, row.place ? row.place.ward : "", row.place ? row.place.name : row.label);
      return cells;
    })));
    return result;
  };
  const mapPlot = (width, rows, { value, sure, colour, show }) => {
    const points = rows.flatMap((row) => (row.place.outline || [[row.place.point]]).flat());
    const [west, east] = d3.extent(points, (p) => p[0]), [south, north] = d3.extent(points, (p) => p[1]);
    const squeeze = Math.cos((south + north) / 2 * Math.PI / 180), margin = 14;
    const scale = Math.min((width - 2 * margin) / ((east - west) * squeeze || 1), (Math.min(rows.length < 60 ? 400 : 760, width * 1.6) - 2 * margin) / (north - south || 1));
    const left = (width - (east - west) * squeeze * scale) / 2;
    const x = (p) => left + (p[0] - west) * squeeze * scale, y = (p) => margin + (north - p[1]) * scale;
    const svg = canvas(width, (north - south) * scale + 2 * margin);
    const radius = Math.max(4, Math.min(11, Math.sqrt(width * width / rows.length) * 0.2));
    for (const row of [...rows].sort((a, b) => sure(a) - sure(b))) {
      const shape = row.place.outline
        ? svg.append("path").attr("d", row.place.outline.map((ring) => "M" + ring.map((p) => `${x(p).toFixed(1)},${y(p).toFixed(1)}`).join("L") + "Z").join(""))
        : svg.append("circle").attr("cx", x(row.place.point)).attr("cy", y(row.place.point)).attr("r", radius);
      const bold = comparison && sure(row);
      shape.attr("fill", colour(value(row))).attr("stroke", bold ? "#000" : "#999").attr("stroke-width", bold ? 1.4 : 0.7)
        .append("title").text(`${row.place.name}, ${row.place.ward}: ${show(value(row))}${comparison ? " (" + row.differences[current()].verdict + ")" : ""}`);
    }
    const wards = d3.nest().key((row) => row.place.ward).entries(rows);
    const labelled = [];
    if (wards.length <= 8 || width >= 600) for (const ward of wards) {
      const middle = [0, 1].map((k) => d3.mean(ward.values, (row) => row.place.point[k]));
      const half = textWidth(ward.key) / 2;
      const box = [x(middle) - half, y(middle) - 7, x(middle) + half, y(middle) + 7];
      if (labelled.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
      labelled.push(box);
      svg.append("text").attr("class", "small halo").attr("text-anchor", "middle").attr("y", y(middle) + 4)
        .attr("x", Math.max(half, Math.min(width - half, x(middle)))).text(ward.key);
    }
    return svg;
  };

  const panelFigure = (panel) => {
    if (panel.kind === "course") return coursePanel(panel);
    if (panel.kind === "map") return mapPanel(panel);
    if (panel.kind === "routes") return routesPanel(panel);
    return comparison && panel.kind === "difference" ? differencePanel(panel) : levelsPanel(panel);
  };

  // ---- the sections ----
  const showSettings = () => {
    const scenario = alternatives[current()];
    if (!comparison) return hide("question");
    if (!scenario.changes.length) return fill("settings").replaceChildren(make("p", {}, "No setting differs: this is a comparison of a world with itself."));
    fill("settings").replaceChildren(make("ul", {}, ...scenario.changes.map(changeItem)));
  };
  // A number that was set while its service was off is none that held.
  const changeItem = (change) => {
    const ofSwitch = change.is_switch;
    const onOrOff = (value) => (value || "nothing").replace(/^true\b/, "on").replace(/^false\b/, "off");
    const tidy = (value) => ofSwitch ? onOrOff(value) : (value || "nothing").replace(/^(-?\d+)\.0$/, "$1");
    const unit = change.unit && !ofSwitch ? " " + change.unit : "";
    const before = change.off_in_base && !change.off_in_alternative ? "off" : tidy(change.base);
    const whether = change.off_in_base ? (change.off_in_alternative ? "It is off in both worlds then. " : `It is off in the base, where this is ${tidy(change.base)}. `)
      : change.off_in_alternative ? "It is off with the change. " : "";
    return make("li", {}, make("strong", {}, change.path.split(".").slice(-2).join(", ").replace(/_/g, " ")),
      `: ${change.base === change.alternative ? "as in the base again, " + tidy(change.base) : before + " → " + tidy(change.alternative)}${unit}, ${change.at ? "from " + change.at : "from the first day"}. ${whether}`,
      change.because ? make("em", {}, `Because: ${change.because} `) : "", make("span", { class: "quiet" }, change.help, " ", make("code", {}, path(change.path))));
  };

  const showHeadlines = () => {
    const target = fill("headlines");
    if (!comparison) {
      fill("changes-lead").textContent = "The headline figures of this scenario: mean over replicates with 95% interval.";
      document.querySelector("#changes h2").textContent = "Headline figures";
      return target.replaceChildren(table([{ title: "" }, { title: "Mean", number: true }, { title: "95% interval", number: true }, { title: "Unit" }, { title: "Meaning" }],
        data.headlines.map((row) => [capital(row.title), amount(row.levels[0][0], row.unit), range(row.levels[0][1], row.levels[0][2], (v) => amount(v, row.unit)), unitText(row.unit), row.meaning]), "Headline figures"));
    }
    const ofWholeRun = data.headlines.filter((row) => !row.of_full_years);
    const period = ofWholeRun.length === data.headlines.length ? "the whole run" : data.years;
    fill("changes-lead").textContent = `Change of each headline as a share of the base, mean of ${plural(data.replicates, "pair")}, ${period}. Left of the line: less than in the base.`;
    // One measure that changes many times as much as the rest (usually cost) would flatten them: it goes in the table only.
    const share = (row, i) => row.differences[i].relative[0];
    const all = data.headlines.filter((row) => share(row, current()) !== null);
    const size = (row) => d3.max(alternatives, (scenario, i) => Math.abs(share(row, i) ?? 0));
    const usual = d3.median(all, size) || 0;
    const drawn = all.filter((row) => size(row) <= Math.max(0.25, 10 * usual));
    const apart = all.filter((row) => !drawn.includes(row));
    const title = alternatives.length > 1 ? "Options side by side" : "Change of the headlines";
    const mixed = ofWholeRun.length && ofWholeRun.length < data.headlines.length ? `Of the whole run, as they have no yearly course: ${ofWholeRun.map((row) => row.title).join(", ")}. ` : "";
    const result = figure(title, mixed + (apart.length ? "Not drawn, being of another size: " + apart.map((row) => `${row.title} ${percent(share(row, current()))}`).join(", ") + "." : ""), true);
    const colourOf = (i) => colours[(i + 1) % colours.length];
    result.append(key([...alternatives.map((scenario, i) => [sureKey(colourOf(i)), (alternatives.length > 1 ? scenario.name || scenario.label : "change") + ", with 95% interval"]), [unsureKey, "cannot be told from none, or too small to matter"]]));
    const rows = drawn.map((row) => ({ title: capital(row.title), marks: alternatives.map((scenario, i) => {
      const [mean, low, high] = row.differences[i].relative;
      return { mean, low, high, colour: colourOf(i), sure: told(row.differences[i]) };
    }) }));
    result.append(chart(title, drawn.map((row) => `${row.title} ${percent(share(row, current()))}, ${row.differences[current()].verdict}`).join("; "),
      (width) => dotPlot(width, rows, { unit: "change, % of the base", show: (v) => percent(v).replace(/\.?0+%$/, "%"), zero: true })));
    const columns = [...labelColumns(""), { title: "Pairing saves", number: true }, { title: "Unit" }, { title: "Meaning" }];
    result.append(tableBelow(title, columns, data.headlines.map((row) => {
      const difference = row.differences[current()];
      return [...labelRow(row, row.unit), difference.saving.replace("x", "×").replace(/^exact$/, "no chance left").replace(/^-$/, "–"), unitText(row.unit), row.meaning];
    })));
    target.replaceChildren(result);
  };

  const showTargets = () => {
    const label = comparison ? alternatives[current()].label : "";
    const targets = data.targets.filter((target) => target.scenario === label || !comparison);
    document.getElementById("targets").hidden = !targets.length;
    const cards = targets.map((target) => {
      const card = make("div", { class: "target" }, make("h3", {}, capital(target.target.replace(/_/g, " ").replace(/\[(.*?)\]/, " ($1)"))));
      if (!target.judged) {
        card.append(make("p", {}, make("span", { class: "badge" }, "not judged"), " " + capital(target.judged_on) + "."));
        return card;
      }
      const show = (v) => target.change !== null ? percent(v) : number(v);
      card.append(make("p", {}, make("strong", {}, `Met in ${target.met} of ${plural(target.pairs, "pair")}`), ` (probability ${target.probability.toFixed(2)}, 95% ${range(target.probability_low, target.probability_high, (v) => v.toFixed(2 + more))}).${target.few ? " " + capital(target.few) + "." : ""}`));
      card.append(chart("Probability that the target is met", `${target.met} of ${target.pairs} pairs`, (width) => dotPlot(width,
        [{ title: "Probability that it is met", marks: [{ mean: target.probability, low: target.probability_low, high: target.probability_high, colour: colours[1] }] }], { unit: "0: never, 1: always", show: (v) => number(v), zero: true, reference: 1 })));
      card.append(make("p", {}, `Reached on average: ${show(target.reached.mean)} (${range(target.reached.low, target.reached.high, show)}); judged on ${target.judged_on}.`));
      return card;
    });
    showFigures(fill("targets"), [], cards);  // the first screen says whether they are met
  };

  const showPanels = () => {
    for (const section of document.querySelectorAll("[data-section]")) {
      const panels = data.panels.filter((panel) => panel.section === section.dataset.section);
      section.hidden = !panels.length;
      showFigures(section, panels.filter((panel) => panel.first).map(panelFigure), panels.filter((panel) => !panel.first).map(panelFigure));
    }
  };

  const showDecision = () => {
    showMoney(data.money[current()], data.ledger);
    showDoubt(data.doubt, current(), data.headlines, nameOf);
    showBreakEven(data.break_even, comparison ? alternatives[current()].label : "");
  };

  const showFacts = () => {
    if (!data.facts.length) return hide("facts");
    const held = data.facts.filter((fact) => fact.observed[0] !== null), without = data.facts.length - held.length;
    const of = (verdict) => data.facts.filter((fact) => fact.verdict === verdict).length;
    const title = "The base against published facts";
    const counts = `${of("outside")} of ${held.length} outside the accepted range, ${of("within")} within, ${of("cannot tell")} that cannot be told${without ? `; ${without} more have no value in this run` : ""}`;
    const result = figure(title, `${counts}. 100% is the published figure; the band is the accepted range. Misses stand first.`, true);
    const colourOf = (fact) => ({ within: "#000000", outside: "#D55E00" })[fact.verdict] ?? "#777777";
    const share = (value, fact) => value === null || !fact.published ? null : value / fact.published;
    const rows = held.filter((fact) => fact.published).map((fact) => ({ title: `${fact.name} (${fact.use})`, marks: [{
      mean: share(fact.observed[0], fact), low: share(fact.observed[1], fact), high: share(fact.observed[2], fact),
      band: fact.accepted.map((v) => share(v, fact)), colour: colourOf(fact), hollow: fact.verdict !== "within" }] }));
    const hollow = (colour) => `<circle cx="13" cy="7" r="4.5" fill="#fff" stroke="${colour}" stroke-width="2"/>`;
    result.append(key([[sureKey("#000000"), "within"], [hollow("#D55E00"), "outside"], [hollow("#777777"), "cannot tell"], [`<rect x="1" y="2" width="24" height="10" fill="#56B4E9" opacity="0.45"/>`, "accepted range"]]));
    const rowsOfASheet = 20;  // a chart is not parted between sheets of paper
    for (let from = 0; from < rows.length; from += rowsOfASheet)
      result.append(chart(title, counts, (width) => dotPlot(width, rows.slice(from, from + rowsOfASheet),
        { unit: "this model, % of the published figure", show: (v) => Math.round(100 * v) + "%", reference: 1, like: rows })));
    const accepted = (fact) => fact.accepted[0] === null && fact.accepted[1] === null ? "-" : fact.accepted[1] === null ? `${number(fact.accepted[0])} or more` : range(fact.accepted[0], fact.accepted[1], number);
    const orNone = (value) => value === null ? "-" : number(value);
    result.append(tableBelow(title, [{ title: "Fact" }, { title: "Published", number: true }, { title: "Accepted", number: true }, { title: "Base", number: true }, { title: "95% interval", number: true }, { title: "Unit" }, { title: "Use" }, { title: "" },
      { title: "Chance of a false alarm", number: true }, { title: "Miss seen from", number: true }, { title: "Why", prose: true }, { title: "Source", prose: true }],
      data.facts.map((fact) => [fact.name, orNone(fact.published), accepted(fact), number(fact.observed[0]), range(fact.observed[1], fact.observed[2], number),
        fact.unit, fact.use, fact.verdict, fact.false_alarm === null ? "-" : (100 * fact.false_alarm).toFixed(1) + "%", orNone(fact.seen_from), fact.why, fact.source]), true));
    fill("facts").replaceChildren(result);
  };

  const showAssumptions = () => {
    if (!data.evidence.length) return hide("assumptions");
    const grades = d3.nest().key((row) => row.grade).rollup((rows) => rows.length).entries(data.evidence).sort((a, b) => d3.descending(a.value, b.value));
    fill("assumptions-lead").textContent = `The model rests on ${data.evidence.length} values: ${grades.map((grade) => `${grade.value} ${grade.key}`).join(", ")}. ` +
      (data.evidence.some((row) => row.matters) ? "Those of what is changed here come first; how far each drives the answer has not been measured." : "How far each drives the answer has not been measured.");
    const columns = [{ title: "Value of", path: true }, { title: "", number: true }, { title: "Unit" }, { title: "Grade" }, { title: "Source", prose: true }];
    const cells = (row) => [path(row.path), row.value, row.unit, make("span", { class: "badge" }, row.grade), row.source];
    const mattering = data.evidence.filter((row) => row.matters);
    fill("assumptions").replaceChildren(...(mattering.length ? [table(columns, mattering.map(cells), "Assumptions about what is changed", true)] : []),
      make("details", {}, make("summary", {}, `All ${data.evidence.length} values`), table(columns, data.evidence.map(cells), "All values", true)));
  };

  const showProvenance = () => {
    const list = make("dl");
    for (const [name, text] of Object.entries(data.provenance)) list.append(make("dt", {}, name), make("dd", {}, text));
    for (const scenario of data.scenarios) if (scenario.file) list.append(make("dt", {}, "Scenario " + scenario.label), make("dd", {}, `${scenario.file}, digest ${scenario.digest}`));
    fill("provenance").replaceChildren(list);
  };

  // What has its numbers behind a click alone leaves nothing but a heading on paper.
  const markClosed = () => {
    for (const part of document.querySelectorAll("main section, main figure")) {
      const content = [...part.querySelectorAll(".chart, table, ul:not(.key), dl, pre, p:not(.lead):not(.note)")];
      part.classList.toggle("closed", content.every((element) => element.closest("details")?.closest("section, figure") && part.contains(element.closest("details"))));
    }
  };

  const show = () => {
    charts.length = 0;
    showSettings(); showHeadlines(); showTargets(); showPanels(); showDecision(); showFacts(); showAssumptions(); showProvenance(); showContents(); markClosed();
    drawAll();
  };

  document.getElementById("setting").textContent = `Model ${data.model}, ${data.start} to ${data.end}, ${data.replicates} ${comparison ? (data.replicates === 1 ? "pair of runs" : "pairs of runs") : (data.replicates === 1 ? "replicate" : "replicates")}` +
    (comparison ? `; the base is "${nameOf(0)}".` : ".");
  if (alternatives.length > 1) {
    const select = document.getElementById("alternative");
    select.append(...alternatives.map((scenario, i) => make("option", { value: i }, scenario.name || scenario.label)));
    select.addEventListener("change", () => { state.alternative = Number(select.value); show(); });
    document.getElementById("choice").hidden = false;
  }
  show();
  keepDrawn();
})();
