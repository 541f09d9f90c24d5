#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each library with a C interface is called in one module alone. Its types may go further, and
tests may call what they like."""
import re

import tree

NOT_OURS = r"(?<!\w::)"  # video::x264_version() is a function of heatreel

CALLERS = {  # module: (library, how its calls look)
    "comm": ("MPI", r"\bMPI_[A-Z][A-Za-z0-9_]*\s*\("),
    "store": ("HDF5", r"\bH5[A-Z]{1,2}[a-z0-9_]\w*\s*\("),
    "video": ("x264, libav and libwebp",
              r"\b(?:(?:x264|av|avio|avformat|avcodec)_|WebP)\w+\s*\("),
    "metric": ("FFTW", r"\bfftw_\w+\s*\("),
    "render": ("Cairo and FreeType", r"\b(cairo_\w+|FT_[A-Z]\w+)\s*\("),
}


def check(root):
    problems = []
    for path in tree.cpp_files(root, "include", "src"):
        code = tree.code_of(path)
        for owner, (library, call) in CALLERS.items():
            if tree.module_of(root, path) == owner:
                continue
            problems += [f"{path.relative_to(root)}:{tree.line_of(code, match.start())}: "
                         f"{match[0]}…) belongs in {owner}, the only caller of {library}"
                         for match in re.finditer(NOT_OURS + call, code)]
    return problems


if __name__ == "__main__":
    tree.main(check, __doc__)
