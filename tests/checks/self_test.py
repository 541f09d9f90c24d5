#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows that each check can fail: a tiny clean tree passes it, and one violation more does not."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).parent
LICENCE = "// SPDX-License-Identifier: GPL-3.0-or-later\n"
TABLE = (LICENCE.replace("//", "#") + "heatreel_module(base LIBRARIES fmt::fmt)\n"
         "heatreel_module(comm MODULES base LIBRARIES MPI::MPI_C)\n"
         "heatreel_module(store MODULES base\n                comm)\n")
CLEAN = {
    "src/CMakeLists.txt": TABLE,
    "src/cli/CMakeLists.txt": LICENCE.replace("//", "#")
                              + "target_link_libraries(heatreel PRIVATE heatreel::store fmt::fmt)\n",
    "src/cli/main.cpp": LICENCE + '#include "heatreel/store/file.hpp"\n',
    "include/heatreel/base/error.hpp": LICENCE,
    "include/heatreel/store/file.hpp": LICENCE + '#include "heatreel/comm/rank.hpp"\n',
    "src/store/file.cpp": LICENCE + '#include "heatreel/store/file.hpp"\nint n = H5Fcreate("x");\n'
                                    "// MPI_Init() is comm's\nMPI_Comm world;\n"
                                    "auto v = video::x264_version();\n",
    "src/comm/rank.cpp": LICENCE + '#include "heatreel/base/error.hpp"\nint n = MPI_Init(0, 0);\n',
    "tests/store/file_test.cpp": LICENCE + "int n = MPI_Init(0, 0);\n",
    "jobs/start.sh": "#!/bin/sh\n" + LICENCE.replace("//", "#") + "cd $HOME/" "work/here\n",
}


def problems(check, changes):
    """What the check prints about the clean tree with these files put on top."""
    with tempfile.TemporaryDirectory() as root:
        for name, text in {**CLEAN, **changes}.items():
            path = Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        run = subprocess.run([sys.executable, "-B", HERE / f"check_{check}.py", root], text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    lines = run.stdout.splitlines()[:-1]
    assert run.returncode == (1 if lines else 0), run.stdout
    return lines


class Checks(unittest.TestCase):
    def assert_one(self, check, name, text, message):
        found = problems(check, {name: text})
        self.assertEqual(1, len(found), found)
        self.assertIn(message, found[0])

    def test_clean_tree_passes(self):
        for check in ("layers", "callers", "sources"):
            self.assertEqual([], problems(check, {}))

    def test_upward_include(self):
        self.assert_one("layers", "src/base/error.cpp", '\n#include "heatreel/comm/rank.hpp"\n',
                        "src/base/error.cpp:2: base may not include comm")

    def test_upward_include_in_a_header(self):
        self.assert_one("layers", "include/heatreel/comm/rank.hpp",
                        "#include <heatreel/store/file.hpp>\n", "comm may not include store")

    def test_program_includes_what_it_does_not_link(self):
        self.assert_one("layers", "src/cli/main.cpp", '#include "heatreel/comm/rank.hpp"\n',
                        "cli may not include comm")

    def test_include_of_another_folders_private_header(self):
        self.assert_one("layers", "src/store/file.cpp", '#include "../comm/handle.hpp"\n',
                        "private header")

    def test_module_without_a_row(self):
        self.assert_one("layers", "src/video/movie.cpp", "", "video has no row")

    def test_cycle_in_the_table(self):
        self.assert_one("layers", "src/CMakeLists.txt",
                        TABLE.replace("(base ", "(base MODULES store "), "cycle through base")

    def test_calls_outside_their_module(self):
        for call in ("MPI_Comm_rank(c, &r)", "::H5Fopen (f)", "H5DSset_scale(d)",
                     "x264_encoder_close(e)", "av_free(p)", "WebPFree(p)", "avformat_new_stream(f)", "cairo_fill(c)",
                     "FT_Init_FreeType(&l)"):
            self.assert_one("callers", "src/base/error.cpp", f"\n int n = {call};\n",
                            "src/base/error.cpp:2: ")

    def test_call_in_a_header(self):
        self.assert_one("callers", "include/heatreel/base/error.hpp", "inline int f() { return "
                        "MPI_Finalize(); }\n", "comm, the only caller of MPI")

    def test_missing_licence(self):
        for name in ("src/base/error.cpp", "src/base/CMakeLists.txt", "jobs/start.sh", ".ci/run"):
            self.assert_one("sources", name, "#\n", "no 'SPDX")

    def test_unfinished_work(self):
        for word in ("TO" "DO", "FIX" "ME"):
            self.assert_one("sources", "docs/page.md", f"text\n({word}: more)\n",
                            "docs/page.md:2: unfinished")

    def test_machine_path(self):
        for path in ("/home" "/ada/sweep.ini", "(/work" "/shared)", '"/tmp' '/x"'):
            self.assert_one("sources", "docs/page.md", path, "path of one machine")


if __name__ == "__main__":
    unittest.main()
