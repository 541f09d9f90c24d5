#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two hosts, which are network namespaces, and the link between them is cut during a sweep: all ranks
on both sides end soon, with one message that names the rank beyond the cut. Open MPI's own processes
wait for their connection for longer; the test ends them."""
import os
import shutil
import signal
import subprocess
import time
import unittest

from faults_support import FaultInjection, how_many, report
from support import HANG_SECONDS, HEATREEL, LONGER_SWEEP, MPIEXEC, is_prompt, messages

RANK_TIMEOUT = 5
NETWORK = "192.168.77.0/24"
ADDRESSES = ("192.168.77.1", "192.168.77.2")

# Starts Open MPI's daemon on the other host: AGENT HOST COMMAND...
AGENT = """\
#!/bin/sh
shift
exec ip netns exec {namespace} unshare --uts sh -c "hostname beyond; $*"
"""


def may_make_namespaces():
    return shutil.which("ip") and shutil.which("unshare") and subprocess.run(
        ["unshare", "--net", "--uts", "true"], check=False, capture_output=True).returncode == 0


@unittest.skipUnless(may_make_namespaces(), "needs the right to make network namespaces")
class CutLink(FaultInjection):
    def setUp(self):
        super().setUp()
        self.write("sweep.ini", LONGER_SWEEP.replace("t-end = 10000", "t-end = 1000000"))
        self.near, self.far = (f"heatreel-{side}-{os.getpid()}" for side in ("near", "far"))
        for namespace in (self.near, self.far):
            self.tool("ip", "netns", "add", namespace)
            self.addCleanup(self.remove, namespace)
        self.tool("ip", "link", "add", "link0", "netns", self.near, "type", "veth",
                  "peer", "name", "link0", "netns", self.far)
        for namespace, address in zip((self.near, self.far), ADDRESSES):
            self.tool("ip", "-n", namespace, "addr", "add", f"{address}/24", "dev", "link0")
            for device in ("lo", "link0"):
                self.tool("ip", "-n", namespace, "link", "set", device, "up")
        agent = self.folder / "agent"
        agent.write_text(AGENT.format(namespace=self.far), encoding="utf-8")
        agent.chmod(0o755)
        self.environment = {"OMPI_MCA_btl": "self,tcp", "OMPI_MCA_btl_tcp_if_include": NETWORK}
        for launcher in ("OMPI", "PRTE"):  # of Open MPI 4 and 5
            self.environment |= {f"{launcher}_MCA_plm_rsh_agent": str(agent),
                                 f"{launcher}_MCA_plm_ssh_agent": str(agent),
                                 f"{launcher}_MCA_oob_tcp_if_include": NETWORK}

    def remove(self, namespace):
        self.end_processes(namespace)
        self.tool("ip", "netns", "delete", namespace)

    def end_processes(self, namespace):
        for process in self.processes(namespace):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass  # it has just ended

    def processes(self, namespace):
        """Ids of what runs in a namespace, all of it started by this test."""
        return [int(word) for word in self.tool("ip", "netns", "pids", namespace).split()]

    def ranks(self):
        """Ids of the ranks on both hosts."""
        found = []
        for process in self.processes(self.near) + self.processes(self.far):
            try:
                # Not by its name, which in a changed root is another.
                if os.path.samefile(f"/proc/{process}/exe", HEATREEL):
                    found.append(process)
            except OSError:
                pass  # it has just ended
        return found

    def wait_until(self, true, what):
        deadline = time.monotonic() + HANG_SECONDS
        while not true():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.1)

    def cut(self):
        """One run whose link is cut. How long its ranks lived on, in seconds."""
        log = self.folder / "log"
        command = [MPIEXEC, "--host", ",".join(f"{address}:1" for address in ADDRESSES), "-n", "2",
                   "--map-by", "ppr:1:node", HEATREEL, "run", "sweep.ini", "--no-video", "--overwrite",
                   "--rank-timeout", str(RANK_TIMEOUT)]
        with open(log, "w", encoding="utf-8") as errors:
            run = subprocess.Popen(["ip", "netns", "exec", self.near, *command], stderr=errors,
                                   stdout=errors, **self.settings(self.environment))
        self.wait_until(lambda: (self.folder / "sweep.nc.lock").exists(), "the run does not begin")
        time.sleep(self.random.uniform(0.5, 2.0))
        self.assertEqual(len(self.ranks()), 2, log.read_text(encoding="utf-8"))
        self.tool("ip", "-n", self.far, "link", "set", "link0", "down")
        begin = time.monotonic()
        self.wait_until(lambda: not self.ranks(), "a rank is left")
        seconds = time.monotonic() - begin
        # 5 s, up to 6 s more on the far side, 5 s for MPI_Abort.
        self.assertTrue(is_prompt(seconds, 20), seconds)
        for namespace in (self.near, self.far):
            self.end_processes(namespace)
        run.wait()
        said = messages(log.read_text(encoding="utf-8", errors="replace"))
        self.assertEqual(len(said), 1, said)
        self.assertIn("rank 1 on beyond has given no sign of life for 5.0 s", said[0])
        self.tool("ip", "-n", self.far, "link", "set", "link0", "up")
        (self.folder / "sweep.nc.lock").unlink(missing_ok=True)
        return seconds

    def test_a_cut_link_ends_the_job(self):
        times = sorted(self.cut() for _ in range(how_many(1, 20)))
        report("link between two hosts cut, `--rank-timeout 5`", len(times),
               f"all ranks gone after {times[-1]:.0f} s at most, one message each")


if __name__ == "__main__":
    unittest.main()
