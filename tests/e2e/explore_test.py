#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""heatreel explore: the page in a real browser. It shows what the file holds, and cells that are
clicked are computed as the sweep computed them."""
import io
import os
import random
import time
import unittest

import h5py
import numpy as np

from browser import CHROMIUM, Browser
from support import SMALL_SWEEP, EndToEnd

# Cells of one sweep that are clicked.
CLICKS = int(os.environ.get("HEATREEL_CLICKS", "6"))  # on each sweep; 40 by hand

# Sweeps of each kind: {name: (options, what it is there for)}.
SWEEPS = {
    "oscillator": ["--model", "predator-prey", "--x", "G=60:300:12", "--y", "rec=12:48:10", "--t",
                   "assoc_ddg=-1:1:3", "--metric", "P.amplitude", "--metric", "P.period"],
    "stiff": ["--model", "robertson", "--x", "k1=0.01:1:9:log", "--y", "k3=1e3:1e5:8:log", "--t",
              "k2=1e6,1e7,3e7", "--metric", "A.final", "--metric", "B.max"],
    "turns-stiff": ["--model", "van-der-pol", "--x", "mu=1:300:9:log", "--y", "x_0=0.5:3:6", "--t",
                    "v_0=0,1", "--metric", "x.amplitude", "--metric", "x.period", "--t-end", "1500"],
    "events": ["--model", "integrate-and-fire", "--x", "I=1:4:9", "--y", "tau=5:20:8", "--t",
               "threshold=-52,-50", "--metric", "V.mean", "--metric", "spikes.final"],
    "map": ["--model", "logistic", "--x", "r=2.5:3.4:12", "--y", "c=0:0.02:6", "--t",
            "x_0=0.1,0.3", "--metric", "x.mean", "--metric", "x.amplitude"],
}


@unittest.skipUnless(CHROMIUM, "no Chromium")
class Page(EndToEnd):
    def setUp(self):
        super().setUp()
        self.browser = self.enterContext(Browser(self.folder))
        self.browser.resize(1280, 900)

    def explore(self, *sweep, options=()):
        self.heatreel("run", *sweep, "--output", "a.nc", "--no-video", "--quiet")
        self.heatreel("explore", "a.nc", "-o", "a.html", "--quiet", *options)
        return self.open("a.html")

    def open(self, name, fragment=""):
        begin = time.monotonic()
        self.browser.open(f"file://{self.folder}/{name}#{fragment}")
        return time.monotonic() - begin

    def state(self):
        return self.browser.evaluate("page.state")

    def place_of(self, i, j):
        """Where the middle of a cell is on the screen."""
        return self.browser.evaluate(f"""(() => {{
            const map = page.panels[0].map, box = map.canvas.getBoundingClientRect();
            const [x0, x1, y0, y1] = page.view();
            return [box.left + ({i} + 0.5 - x0) / (x1 - x0) * box.width,
                    box.top + (y1 - {j} - 0.5) / (y1 - y0) * box.height];
        }})()""")

    def settle(self):
        """Waits until what has changed is drawn."""
        for _ in range(2):
            self.browser.evaluate("new Promise(requestAnimationFrame)")

    def click(self, i, j):
        x, y = self.place_of(i, j)
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.browser.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left",
                              clickCount=1)

    def press(self, key, code=None):
        text = {"text": key} if len(key) == 1 else {}
        self.browser.call("Input.dispatchKeyEvent", type="keyDown", key=key, code=code or key, **text)
        self.browser.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=code or key)
        self.browser.evaluate("new Promise(requestAnimationFrame)")


class Cells(Page):
    def clicked(self, i, j, k):
        """What the page finds for a cell after a click on it."""
        self.browser.evaluate(f"page.show({k})")
        self.click(i, j)
        self.browser.wait_for(f"page.live.task === null && page.live.cell.i === {i} && "
                              f"page.live.cell.j === {j} && page.live.cell.k === {k}")
        return self.browser.evaluate("({metrics: page.live.result.metrics.map(v => "
                                     "Number.isNaN(v) ? null : v), status: page.live.result.status})")

    def check_sweep(self, name):
        self.explore(*SWEEPS[name], "--dtype", "float64")
        # An amplitude is the difference of states of up to some hundreds: that of a cell at rest is
        # their rounding.
        rounding = 1e-10
        random.seed(name)
        with h5py.File(self.folder / "a.nc") as file:
            names = [f"{label.replace('.', '_')}" for option, label in
                     zip(SWEEPS[name], SWEEPS[name][1:]) if option == "--metric"]
            arrays = [file[one][()] for one in names]
            status = file["status"][()]
        for cell in random.sample(list(np.ndindex(status.shape)), CLICKS):
            k, j, i = (int(n) for n in cell)
            found = self.clicked(i, j, k)
            self.assertEqual(found["status"], "ok" if status[cell] == 1 else "other", cell)
            for metric, array in enumerate(arrays):
                value = found["metrics"][metric]
                np.testing.assert_allclose(np.nan if value is None else value, array[cell],
                                           rtol=1e-6, atol=rounding, err_msg=f"{names[metric]} of {i},{j},{k}")

    def test_an_oscillator(self):
        self.check_sweep("oscillator")

    def test_a_stiff_model(self):
        self.check_sweep("stiff")

    def test_a_model_that_turns_stiff(self):
        self.check_sweep("turns-stiff")
        self.assertTrue(self.browser.evaluate("page.live.simulation.stiff !== null"))

    def test_events(self):
        self.check_sweep("events")

    def test_a_map(self):
        self.check_sweep("map")

    def test_series_are_those_of_trace(self):
        """Between samples the page draws straight lines."""
        self.explore(*SWEEPS["oscillator"])
        self.clicked(5, 4, 1)
        times, n, p = self.browser.evaluate(
            "[page.live.result.times, ...page.live.result.states].map(row => [...row])")
        text = self.heatreel("trace", "a.nc", "--cell", "5,4,1", "-o", "-").stdout
        table = np.genfromtxt(io.StringIO(text), delimiter=",", names=True)
        for found, name in ((n, "N"), (p, "P")):
            expected = table[name]
            np.testing.assert_allclose(np.interp(table["time"], times, found), expected, rtol=0,
                                       atol=0.01 * expected.max())

    def test_other_parameters_are_what_if(self):
        """The period of an oscillator without damping is 2π/ω."""
        self.explore("--model", "harmonic-oscillator", "--x", "gamma=0:0.1:3", "--y", "x_0=1,2",
                     "--t", "v_0=0", "--metric", "x.period")
        self.clicked(0, 0, 0)
        self.browser.evaluate("page.state.changes = {omega: 2.5}; page.changed()")
        self.settle()
        self.browser.wait_for("page.live.task === null")
        self.assertAlmostEqual(self.browser.evaluate("page.live.result.metrics[0]"),
                               2 * np.pi / 2.5, delta=1e-4)


def cell_colors(browser):
    """The colour of each cell as the canvas shows it: [j, i, channel]."""
    pixels = browser.evaluate("""(() => {
        const {canvas, sweep} = page.panels[0].map, {nx, ny} = sweep.shape, found = [];
        const context = canvas.getContext("2d");
        for (let j = 0; j < ny; ++j)
          for (let i = 0; i < nx; ++i)
            found.push([...context.getImageData((i + 0.5) / nx * canvas.width,
                                                (1 - (j + 0.5) / ny) * canvas.height, 1, 1).data]);
        return [found, nx, ny];
    })()""")
    return np.array(pixels[0])[:, :3].reshape(pixels[2], pixels[1], 3)


class Map(Page):
    def setUp(self):
        super().setUp()
        self.write("small.ini", SMALL_SWEEP + "metric = P.period\n")
        self.explore("small.ini")

    def test_each_cell_has_the_colour_of_its_value(self):
        with h5py.File(self.folder / "a.nc") as file:
            values = file["P_amplitude"][()].astype(float)
        colors = np.array([[int(text[n:n + 2], 16) for n in (0, 2, 4)] for text in
                           self.browser.evaluate("page.colors.texts.map(text => text.slice(1))")])
        for k in range(values.shape[0]):
            self.browser.evaluate(f"page.show({k})")
            self.settle()
            place = (values[k] - values.min()) / (values.max() - values.min())
            index = np.clip((place * 256).astype(int), 0, 255)
            error = np.abs(cell_colors(self.browser) - colors[index])
            self.assertLessEqual(error.max(), 3)

    def test_it_shows_what_the_file_holds_of_the_cell_under_the_pointer(self):
        x, y = self.place_of(3, 1)
        self.browser.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        self.settle()
        words = dict(self.browser.evaluate("[...document.querySelectorAll('#values tr')].map("
                                           "row => [...row.children].map(one => one.textContent))"))
        with h5py.File(self.folder / "a.nc") as file:
            amplitude = file["P_amplitude"][1, 1, 3]
        self.assertEqual(words["G"], "300 nM")
        self.assertEqual(words["status"], "ok")
        with h5py.File(self.folder / "a.nc") as file:
            verdict, names = file["verdict"][1, 1, 3], file["verdict"].attrs["flag_meanings"]
        self.assertEqual(words["verdict"], names.decode().split(" ")[verdict].replace("_", " "))
        number, unit = words["P_amplitude"].split(" ")
        self.assertEqual(unit, "nM")
        self.assertAlmostEqual(float(number) / amplitude, 1, delta=1e-4)

    def test_keys_and_address(self):
        self.browser.evaluate("page.panels[0].map.element.focus()")
        before = self.state()
        self.press("ArrowRight")
        self.press("ArrowDown")
        self.press("+")
        self.press(",")
        self.press("c")
        self.press("m")
        after = self.state()
        self.assertEqual((after["i"], after["j"]), (before["i"] + 1, before["j"] - 1))
        self.assertEqual(after["k"], 0)
        self.assertEqual(after["map"], "cividis")
        self.assertEqual(after["panels"][0]["metric"], "P_period")
        self.browser.wait_for("location.hash.includes('P_period')")
        fragment = self.browser.evaluate("location.hash.slice(1)")
        self.browser.call("Page.navigate", url="about:blank")
        self.open("a.html", fragment)
        self.assertEqual(self.state(), after)

    def test_two_maps_share_what_they_show(self):
        self.browser.evaluate("document.getElementById('second').click()")
        self.browser.wait_for("document.querySelectorAll('.map').length === 2")
        self.settle()
        self.click(0, 2)
        self.assertEqual([(self.state()["i"], self.state()["j"])], [(0, 2)])
        labels = self.browser.evaluate("[...document.querySelectorAll('.map')].map("
                                       "map => map.getAttribute('aria-label'))")
        self.assertEqual(len(set(labels)), 2)

    def test_the_colour_bar_is_dragged(self):
        high = self.browser.evaluate("page.drawn[0].scales.scale.high")
        box = self.browser.evaluate("""(() => {
            const box = page.panels[0].bar.handles[1].getBoundingClientRect();
            return [box.left + box.width - 2, box.top + box.height / 2];
        })()""")
        for kind, dy in (("mousePressed", 0), ("mouseMoved", 60), ("mouseReleased", 60)):
            self.browser.call("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1] + dy,
                              button="left", buttons=1, clickCount=1)
        self.assertLess(self.state()["panels"][0]["high"], 0.95 * high)

    def test_pictures_are_complete(self):
        text = self.browser.evaluate("""(async () => {
            const {svgBlob, pngBlob} = page.pictures;
            const svg = page.picture();
            const png = new Uint8Array(await (await pngBlob(svg)).arrayBuffer());
            return [await svgBlob(svg).text(), [...png.slice(0, 8)], png.length];
        })()""")
        self.assertIn("data:image/png;base64,", text[0])
        self.assertIn("P_amplitude", text[0])
        self.assertEqual(bytes(text[1]), b"\x89PNG\r\n\x1a\n")
        self.assertGreater(text[2], 20_000)

    def test_every_control_has_a_name(self):
        nameless = self.browser.evaluate("""[...document.querySelectorAll(
            "button, select, input, [role=slider], [role=application]")].filter(one =>
              !(one.getAttribute("aria-label") || one.textContent.trim() ||
                one.labels?.[0]?.textContent.trim())).map(one => one.outerHTML)""")
        self.assertEqual(nameless, [])

    def test_nothing_is_cut_off_on_a_telephone(self):
        self.browser.resize(360, 740)
        self.settle()
        self.assertLessEqual(self.browser.evaluate("document.documentElement.scrollWidth"), 360)
        self.assertGreater(self.browser.evaluate("page.panels[0].map.area.width"), 160)

    def test_it_asks_for_nothing_and_complains_of_nothing(self):
        self.browser.evaluate("page.panels[0].map.element.focus()")
        for key in "cm.,0":
            self.press(key)
        self.assertEqual(self.browser.complaints(), [])


HOSTILE = """</script><img src=x onerror='window.hit=1'><svg onload='window.hit=2'>"""


class Hostile(Page):
    def test_texts_of_the_file_stay_texts(self):
        self.write("evil.model", f"""\
model evil
title "{HOSTILE}"
reference "<script>window.hit=3</script>"
time t [<b>] to 1 step 0.25
state x = 0 [<i onclick=1>] "{HOSTILE}"
state `<img src=x onerror='window.hit=4'>` = 1
parameter a = 0 [<u>] "{HOSTILE}"
parameter b = 0
parameter c = 9
parameter d = 1 [&lt;] "{HOSTILE}"
rate x = a + 10*b + d
rate `<img src=x onerror='window.hit=4'>` = 0
""")
        self.explore("--model", "evil.model", "--x", "a=0:3:4", "--y", "b=0:2:3", "--t", "c=0:9:2",
                     "--metric", "x.final")
        self.browser.wait_for("page.live.result")
        self.assertEqual(self.browser.evaluate("document.getElementById('title').textContent"),
                         HOSTILE)
        self.assertIn("<img", self.browser.evaluate("document.querySelector('.legend').textContent"))
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('body img').length"), 0)
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('script').length"), 1)
        self.assertIsNone(self.browser.evaluate("window.hit"))

    def test_the_policy_stops_script_that_gets_in(self):
        self.write("small.ini", SMALL_SWEEP)
        self.explore("small.ini")
        self.browser.evaluate("document.body.insertAdjacentHTML('beforeend', "
                              "\"<img src=x onerror='window.hit=1'>\"); new Promise(done => "
                              "setTimeout(done, 200))")
        self.assertIsNone(self.browser.evaluate("window.hit"))


class Command(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("small.ini", SMALL_SWEEP)
        self.heatreel("run", "small.ini", "--output", "a.nc", "--no-video", "--quiet")

    def test_it_writes_one_file_and_replaces_none_unasked(self):
        self.assertIn("page  a.html (", self.heatreel("explore", "a.nc").stdout)
        self.assertIn("--overwrite", self.heatreel("explore", "a.nc", code=2).stderr)
        self.assertEqual(self.heatreel("explore", "a.nc", "--overwrite", "--quiet").stdout, "")
        self.assertEqual(self.files(), ["a.html", "a.nc", "small.ini"])
        page = self.heatreel("explore", "a.nc", "-o", "-").stdout
        self.assertTrue(page.startswith("<!doctype html>"))

    def test_a_metric_that_is_not_there(self):
        done = self.heatreel("explore", "a.nc", "--metric", "P.period", code=2)
        self.assertIn("the file has P_amplitude", done.stderr)

    def test_what_does_not_tell_how_it_was_computed_is_shown_all_the_same(self):
        with h5py.File(self.folder / "a.nc", "r+") as file:
            del file["provenance/model"]
        done = self.heatreel("explore", "a.nc")
        self.assertIn("note: the page computes no cells", done.stderr)


if __name__ == "__main__":
    unittest.main()
