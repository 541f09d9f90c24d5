#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The notebook of the documentation, run by Jupyter's kernel, and the page in a frame of a browser."""
import importlib.util
import os
import pathlib
import shutil
import unittest

from sweeps import PACKAGE, REPOSITORY, SMALL, PackageTest

import heatreel

HAS_JUPYTER = all(importlib.util.find_spec(name) for name in ("nbclient", "ipykernel"))


@unittest.skipUnless(HAS_JUPYTER, "there is no nbclient with ipykernel")
class Notebook(PackageTest):
    def setUp(self):
        super().setUp()
        import nbclient
        import nbformat
        os.environ.update(PYTHONPATH=str(PACKAGE / "src"), PYDEVD_DISABLE_FILE_VALIDATION="1")
        self.notebook = nbformat.read(REPOSITORY / "docs/python.ipynb", as_version=4)
        for cell in self.notebook.cells:
            self.assertFalse(cell.get("outputs"), "the notebook is kept without outputs")
        nbclient.NotebookClient(self.notebook, timeout=300, kernel_name="python3").execute()

    def outputs(self, word):
        """The outputs of the cell whose code holds a word."""
        [cell] = [cell for cell in self.notebook.cells if cell.cell_type == "code" and word in cell.source]
        return cell.outputs

    def test_notebook(self):
        shown = "".join(output.text for output in self.outputs("import heatreel") if output.output_type == "stream"
                        and output.name == "stdout")
        if "\r" in shown:  # a sweep of a moment shows no progress
            self.assertRegex(shown, r"\r\[#{24}\] 100 %  11/11 frames .*\n")
        self.assertIn("(0 failed)", shown)
        self.assertNotIn("\033", shown)
        self.assertIn("<iframe srcdoc=", self.outputs("heatreel.explore(")[-1].data["text/html"])
        self.assertIn("unknown option", self.outputs("heatreel.Error")[-1].text)


@unittest.skipUnless(shutil.which("chromium"), "there is no chromium")
class Page(PackageTest):
    def test_frame(self):
        """The page works in a frame that has no address, where its view goes into the frame's fragment."""
        from browser import Browser
        page = heatreel.explore(heatreel.run(**SMALL))
        page.save("page.html")
        self.assertTrue(pathlib.Path("page.html").read_text().startswith("<!doctype html>"))
        self.write("outer.html", f"<!doctype html><title>a</title>{page._repr_html_()}")
        with Browser(self.folder) as browser:
            browser.open(f"file://{self.folder}/outer.html",
                         ready="frames[0]?.document.documentElement?.dataset.ready")
            browser.wait_for("frames[0].location.hash.length > 1")
            self.assertEqual(browser.complaints(), [])


if __name__ == "__main__":
    unittest.main()
