#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes docs/gallery.md and its pictures: runs the sweeps of examples/, and keeps the middle frame of each movie.

    python3 docs/make_gallery.py build/release/bin/heatreel [NAME...]

With names, only these sweeps are run; the page is always written anew. Takes some minutes.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

DOCS = pathlib.Path(__file__).resolve().parent
EXAMPLES = DOCS.parent / "examples"
PICTURES = DOCS / "images/gallery"
OPENING = """\
# Gallery

A sweep for each of many models that ship with heatreel, and the middle frame of its movie. To see one move:

```
heatreel run examples/duffing.ini
```

`heatreel models NAME --text > mine.model` writes a model's file, to be changed. `docs/make_gallery.py` makes this page.
"""


def text_of(sweep):
    """The comment that a sweep's file begins with, up to an empty one."""
    lines = []
    for line in sweep.read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            break
        lines.append(line[2:])
    return "\n".join(lines)


def model_of(heatreel, sweep):
    """\\returns its name, title and reference"""
    name = re.search(r"^model = (\S+)", sweep.read_text(encoding="utf-8"), re.M).group(1)
    text = subprocess.run([heatreel, "models", name, "--text"], check=True, capture_output=True, text=True).stdout
    return [name] + [re.search(rf'^{word} "(.*)"', text, re.M).group(1) for word in ("title", "reference")]


def draw(heatreel, sweep):
    """The picture of the first metric."""
    with tempfile.TemporaryDirectory() as folder:
        poster = pathlib.Path(folder) / f"{sweep.stem}.png"
        subprocess.run([heatreel, "run", sweep, "--output", f"{folder}/{sweep.stem}.nc", "--poster", poster,
                        "--size", "600x480", "--preset", "ultrafast", "--quiet"], check=True)
        first = sorted(pathlib.Path(folder).glob("*.png"))[0]
        (PICTURES / f"{sweep.stem}.png").write_bytes(first.read_bytes())


def main():
    heatreel, names = str(pathlib.Path(sys.argv[1]).resolve()), sys.argv[2:]
    PICTURES.mkdir(exist_ok=True)
    page = [OPENING]
    for sweep in sorted(EXAMPLES.glob("*.ini")):
        if not names or sweep.stem in names:
            draw(heatreel, sweep)
        name, title, reference = model_of(heatreel, sweep)
        page.append(f"## {title}\n\n{text_of(sweep)}\n\n![{title}](images/gallery/{sweep.stem}.png)\n\n"
                    f"[`examples/{sweep.name}`](../examples/{sweep.name}), model "
                    f"[`{name}`](../share/models/{name}.model): {reference}.\n")
    (DOCS / "gallery.md").write_text("\n".join(page), encoding="utf-8")


if __name__ == "__main__":
    main()
