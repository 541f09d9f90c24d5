#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that a command writes: each is one of its own, none is an input, and none has a name
for which there is no room. All of it is said before a file is touched."""
import os
import shutil
import subprocess
import unittest

from support import HANG_SECONDS, REPOSITORY, SMALL_SWEEP, EndToEnd, command, messages

NAME_MAX = 255


class OutputFiles(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("sweep.ini", SMALL_SWEEP)

    def refused(self, *arguments):
        """The message; nothing may have been touched."""
        before = {name: (self.folder / name).stat() for name in self.files()}
        done = self.heatreel(*arguments, code=2)
        self.assertEqual({name: (self.folder / name).stat().st_mtime_ns for name in self.files()},
                         {name: stat.st_mtime_ns for name, stat in before.items()})
        self.assertEqual(len(messages(done.stderr)), 1)
        self.assertNotIn(".tmp", done.stderr)
        self.assertNotIn(".part-", done.stderr)
        return done.stderr


class OneFile(OutputFiles):
    def test_a_poster_is_not_the_result(self):
        message = self.refused("run", "sweep.ini", "-o", "out.png", "--poster", "out.png")
        self.assertIn("--poster out.png and --output out.png are one file",
                      message)

    def test_a_movie_is_not_the_result_by_a_link_to_its_folder(self):
        (self.folder / "data").mkdir()
        os.symlink("data", self.folder / "link")
        for more in ([], ["--overwrite"]):
            message = self.refused("run", "sweep.ini", "-o", "data/out.P_amplitude.mp4", "--video",
                                   "link/out.mp4", *more)
            self.assertIn("are one file", message)
            self.assertIn("--video link/out.P_amplitude.mp4", message)

    def test_a_poster_is_not_the_result_by_a_second_mount_of_its_folder(self):
        (self.folder / "data").mkdir()
        (self.folder / "again").mkdir()
        mounted = ["unshare", "--mount", "bash", "-c", 'mount --bind data again && exec "$@"', "bash"]
        if subprocess.run([*mounted, "true"], cwd=self.folder, capture_output=True,
                          check=False).returncode != 0:
            self.skipTest("no folder can be mounted here")
        words = command(["run", "sweep.ini", "-o", "data/out.png", "--poster", "again/out.png"])
        done = subprocess.run([*mounted, *words], capture_output=True, text=True, check=False,
                              timeout=HANG_SECONDS, **self.settings())
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("--poster again/out.png and --output data/out.png are one file", done.stderr)

    def test_the_result_is_not_its_model(self):
        shutil.copy(REPOSITORY / "share/models/predator-prey.model", self.folder / "my.nc")
        message = self.refused("run", "sweep.ini", "--model", "./my.nc", "-o", "my.nc",
                               "--overwrite")
        self.assertIn("--output my.nc and the model file ./my.nc are one file", message)

    def test_the_colours_are_not_replaced(self):
        self.write("c.png", "0 0 0\n255 255 255\n")
        message = self.refused("run", "sweep.ini", "--colormap-file", "c.png",
                               "--poster", "c.png", "--overwrite")
        self.assertIn("--colormap-file", message)

    def test_render_and_export(self):
        self.heatreel("run", "sweep.ini", "--no-video", "--quiet", "-o", "a.nc")
        self.heatreel("run", "sweep.ini", "--no-video", "--quiet", "-o", "b.nc")
        os.link(self.folder / "a.nc", self.folder / "hard")
        os.link(self.folder / "b.nc", self.folder / "harder")
        os.symlink("b.nc", self.folder / "soft.csv")
        for arguments, words in (
                (["render", "a.nc", "-o", "a.nc"], "a movie is an MP4, not .nc"),
                (["render", "a.nc", "-o", "hard"], "the result file a.nc"),
                (["render", "a.nc", "-o", "m", "--poster", "m"], "--output m"),
                (["render", "a.nc", "-o", "m", "--poster", "./x/../m"], "one file"),
                (["render", "a.nc", "--difference", "b.nc", "-o", "harder"], "--difference b.nc"),
                (["render", "a.nc", "--contact-sheet", "a.nc"], "--contact-sheet a.nc"),
                (["render", "a.nc", "--preview", "a.nc.journal"], "the result file's journal"),
                (["export", "a.nc", "--csv", "--frame", "0", "-o", "hard"], "--output hard"),
                (["export", "b.nc", "--csv", "--frame", "0", "-o", "soft.csv"], "soft.csv")):
            with self.subTest(arguments=arguments):
                if "./x/../m" in arguments:
                    (self.folder / "x").mkdir()
                self.assertIn(words, self.refused(*arguments, "--overwrite"))

    def test_a_frame_that_is_asked_for_twice_is_one_picture(self):
        self.heatreel("run", "sweep.ini", "--no-video", "--quiet", "-o", "a.nc")
        self.heatreel("render", "a.nc", "--frames", "1,last", "--quiet")
        self.assertIn("a.P_amplitude.1.png", self.files())


class Room(OutputFiles):
    def test_a_result_larger_than_the_disk(self):
        """With an old file under its name, which stays as it is."""
        self.write("old.nc", "old")
        axes = ["--x", "G=50:300:100000", "--y", "rec=10:50:100000", "--t",
                "assoc_ddg=-1:1:100000"]
        for ranks in (None, 2):
            done = self.heatreel("run", "sweep.ini", *axes, "-o", "old.nc", "--overwrite",
                                 ranks=ranks, code=1)
            [message] = messages(done.stderr)
            self.assertRegex(message, r"^heatreel: old.nc does not fit on its disk "
                             r"\(it takes 6\d{15} bytes and \d+ are missing, .* PiB\) Free some space")
            self.assertEqual(self.files(), ["old.nc", "sweep.ini"])
            self.assertEqual((self.folder / "old.nc").read_text(), "old")


class Names(OutputFiles):
    def named(self, length, ending=".nc"):
        return "n" * (length - len(ending)) + ending

    def longest(self):
        """The longest result name that is taken, without movies."""
        message = self.refused("run", "sweep.ini", "--no-video", "-o", self.named(NAME_MAX))
        self.assertIn(f"its name has {NAME_MAX} bytes, and ", message)
        return int(message.split(" bytes, and ")[1].split()[0])

    def test_results_with_long_names(self):
        for length in (228, 243, NAME_MAX):
            message = self.refused("run", "sweep.ini", "-o", self.named(length))
            self.assertRegex(message, f"--output n+.nc cannot be written .its name has {length} bytes")

    def test_the_longest_name_works(self):
        """With MPI too, and with a movie of a shorter name."""
        name = self.named(self.longest())
        for ranks in (None, 2):
            self.heatreel("run", "sweep.ini", "-o", name, "--video", "v.mp4", "--overwrite",
                          "--quiet", ranks=ranks)
            self.assertEqual(self.files(), sorted([name, "sweep.ini", "v.P_amplitude.mp4"]))

    def test_pictures_and_tables(self):
        self.heatreel("run", "sweep.ini", "--no-video", "--quiet", "-o", "a.nc")
        long = self.named(NAME_MAX, ".x")
        for arguments, option in (
                (["run", "sweep.ini", "-o", "b.nc", "--video", self.named(240, ".mp4")], "--video"),
                (["run", "sweep.ini", "-o", "b.nc", "--poster", self.named(NAME_MAX, ".png")],
                 "--poster"),
                (["render", "a.nc", "-o", long], "--output"),
                (["render", "a.nc", "-o", "m.mp4", "--poster", long], "--poster"),
                (["render", "a.nc", "--contact-sheet", long], "--contact-sheet"),
                (["render", "a.nc", "--preview", long], "--preview"),
                (["export", "a.nc", "--csv", "--frame", "0", "-o", long], "--output"),
                (["export", "a.nc", "--npy", "--frame", "0", "-o", long], "--output")):
            with self.subTest(arguments=arguments[:3], option=option):
                message = self.refused(*arguments)
                self.assertRegex(message, f"{option} n+.* cannot be written .its name has ")
                self.assertIn(" and 240 is the limit there", message)


if __name__ == "__main__":
    unittest.main()
