#!/usr/bin/python3
"""Runs one sweep serially and on a real runner, and checks that the merged digests are the same.

    runners.py mpi KITH      OpenMPI with four ranks
    runners.py slurm KITH    a Slurm cluster of this machine alone, started and stopped here: a job array of eight tasks,
                             one of which is killed and resumed

Leaves nothing behind, also on failure. Exits with 77 if packages or control groups are missing or this is not root: skipped.
"""
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

SKIPPED = 77
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
DEADLINE_SECONDS = 100
SCENARIO = """
model = "contagion"
[scenario]
name = "Spread"
[run]
start = 2020-01-01
end = 2020-12-31
replicates = 1
[contagion]
people = 200000
"""
SWEEP = """
scenario = "spread.toml"
[sweep]
design = "sobol"
points = 16
replicates = 24
measures = ["mean_active_share"]
[sweep.vary]
"contagion.transmission" = { from = 0.005, to = 0.08, log = true }
"contagion.links" = { from = 2, to = 6, integer = true }
"""
CALIBRATION = """
scenario = "spread.toml"
[calibration]
points = 8
rounds = 2
replicates = 2
sample = 200
[[parameter]]
path = "contagion.transmission"
from = 0.005
to = 0.08
log = true
[[fact]]
name = "Active"
expression = "mean_active_share"
target = 0.2
tolerance = 0.05
"""


class Failed(Exception):
    pass


def skip(reason):
    print("skipped:", reason)
    sys.exit(SKIPPED)


def need(*programs):
    for program in programs:
        if find(program) is None:
            skip(f"{program} is not installed (scripts/packages.txt, group test)")


def find(program):
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


class Sweep:
    """A small sweep in a folder of its own."""

    def __init__(self, kith, folder):
        self.kith = kith
        self.folder = folder
        self.started = time.monotonic()
        self.file = os.path.join(folder, "sweep.toml")
        for name, text in (("spread.toml", SCENARIO), ("sweep.toml", SWEEP)):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as stream:
                stream.write(text)

    def left(self):
        seconds = DEADLINE_SECONDS - (time.monotonic() - self.started)
        if seconds <= 0:
            raise Failed(f"not done after {DEADLINE_SECONDS} seconds")
        return seconds

    def call(self, *arguments, environment=None):
        done = subprocess.run(arguments, cwd=self.folder, env=environment, text=True, timeout=self.left(),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode != 0:
            raise Failed(f"{' '.join(arguments)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def path(self, name):
        return os.path.join(self.folder, name)

    def digest(self, name):
        merged = json.loads(self.call(self.kith, "sweep", "merge", self.path(name), "-o", self.path(name + ".h5"), "--json"))
        if merged["missing"] != 0 or merged["failed"] != 0:
            raise Failed(f"{name}: {merged}")
        return merged["digest"]

    def status(self, name):
        return json.loads(self.call(self.kith, "sweep", "status", self.path(name), "--json"))

    def serial_digest(self):
        self.call(self.kith, "sweep", "run", self.file, "-o", self.path("serial"), "--threads", "1", "--quiet")
        return self.digest("serial")

    def wait_for(self, what, condition):
        while not condition():
            self.left()
            time.sleep(0.05)
        print(f"{time.monotonic() - self.started:6.1f} s: {what}")


def check_mpi(sweep):
    environment = dict(os.environ, OMPI_MCA_rmaps_base_oversubscribe="1", OMPI_MCA_btl_vader_single_copy_mechanism="none")
    expected = sweep.serial_digest()
    root = ["--allow-run-as-root"] if os.geteuid() == 0 else []
    sweep.call("mpirun", *root, "--oversubscribe", "-n", "4", sweep.kith, "sweep", "run", sweep.file, "-o",
               sweep.path("mpi"), "--mpi", "--quiet", environment=environment)
    ranks = len([name for name in os.listdir(sweep.path("mpi/shards"))])
    if ranks < 4:
        raise Failed(f"four ranks left {ranks} shards")
    same("mpirun -n 4", sweep.digest("mpi"), expected)
    check_calibration(sweep)


def check_calibration(sweep):
    """The rounds of a calibration, on two ranks: what a process alone finds."""
    environment = dict(os.environ, OMPI_MCA_rmaps_base_oversubscribe="1", OMPI_MCA_btl_vader_single_copy_mechanism="none")
    with open(sweep.path("calibrate.toml"), "w", encoding="utf-8") as stream:
        stream.write(CALIBRATION)
    root = ["--allow-run-as-root"] if os.geteuid() == 0 else []
    ask = [sweep.kith, "calibrate", sweep.path("calibrate.toml"), "--json", "--quiet"]
    alone = json.loads(sweep.call(*ask, "-o", sweep.path("alone.h5")))
    ranks = ["mpirun", *root, "--oversubscribe", "-n", "2"]
    shared = json.loads(sweep.call(*ranks, *ask, "-o", sweep.path("shared.h5"), "--mpi", environment=environment))
    for number in (1, 2):
        shards = os.listdir(sweep.path(f"shared.runs/round-{number}/shards"))
        if len([name for name in shards if name.endswith(".shard")]) < 2:
            raise Failed(f"two ranks left {shards} of round {number}")
    same("calibrate on two ranks", shared["digest"], alone["digest"])
    again = json.loads(sweep.call(*ranks, *ask, "-o", sweep.path("again.h5"), "--folder", sweep.path("shared.runs"), "--mpi",
                                  "--resume", environment=environment))
    if again["runs_made"] != 0:
        raise Failed(f"{again['runs_made']} runs were made again")
    same("the same with --resume", again["digest"], alone["digest"])
    refused = subprocess.run([*ranks, *ask, "-o", sweep.path("shared.h5"), "--mpi"], cwd=sweep.folder, env=environment,
                             text=True, timeout=sweep.left(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if refused.returncode == 0 or "exists" not in refused.stderr:
        raise Failed(f"a file in the way: {refused.returncode} {refused.stderr}")


def same(runner, digest, expected):
    if digest != expected:
        raise Failed(f"{runner} gives digest {digest}, a serial run {expected}")
    print(f"{runner}: digest {digest}, as a serial run")


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def die_with_parent():
    """In a child: ended by the kernel if this program is killed without a chance to clean up."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans():
    """Slurm's daemons leave children to whoever adopts orphans; here that is this program, which sees them end."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def see_orphans_end():
    try:
        while os.waitpid(-1, 0)[0] > 0:
            pass
    except ChildProcessError:
        pass


class Cluster:
    """Slurm on this machine alone: munged, slurmctld and slurmd with everything of theirs in one folder."""

    def __init__(self, folder):
        self.folder = folder
        self.host = socket.gethostname().split(".")[0]
        self.daemons = []
        for name in ("munge", "state", "spool", "log"):
            os.makedirs(self.path(name), mode=0o700)
        self.environment = dict(os.environ, SLURM_CONF=self.path("slurm.conf"),
                                PATH=os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/bin:/bin")
        for name in [name for name in self.environment if name.startswith(("SLURM_", "SBATCH_")) and name != "SLURM_CONF"]:
            del self.environment[name]

    def path(self, name):
        return os.path.join(self.folder, name)

    def configure(self):
        with open(self.path("munge/key"), "wb") as stream:
            os.fchmod(stream.fileno(), 0o400)
            stream.write(os.urandom(128))
        controller_port, node_port = free_ports(2)
        settings = {
            "ClusterName": "kith", "SlurmctldHost": f"{self.host}(127.0.0.1)", "SlurmctldPort": controller_port,
            "SlurmdPort": node_port, "SlurmUser": "root", "SlurmdUser": "root", "AuthType": "auth/munge",
            "AuthInfo": "socket=" + self.path("munge/socket"), "CredType": "cred/munge",
            "StateSaveLocation": self.path("state"), "SlurmdSpoolDir": self.path("spool"),
            "SlurmctldPidFile": self.path("slurmctld.pid"), "SlurmdPidFile": self.path("slurmd.pid"),
            "SlurmctldLogFile": self.path("log/slurmctld"), "SlurmdLogFile": self.path("log/slurmd"),
            "ProctrackType": "proctrack/linuxproc", "TaskPlugin": "task/none", "JobAcctGatherType": "jobacct_gather/none",
            "AccountingStorageType": "accounting_storage/none", "SelectType": "select/cons_tres",
            "SelectTypeParameters": "CR_Core", "MpiDefault": "none", "SwitchType": "switch/none", "MailProg": "/bin/true",
            "ReturnToService": 2, "SchedulerParameters": "sched_min_interval=100000,batch_sched_delay=0",
            "SlurmdParameters": "config_overrides", "KillWait": 2,
        }
        with open(self.path("slurm.conf"), "w", encoding="utf-8") as stream:
            stream.writelines(f"{name}={value}\n" for name, value in settings.items())
            stream.write(f"NodeName={self.host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=4000 State=UNKNOWN\n")
            stream.write(f"PartitionName=main Nodes={self.host} Default=YES MaxTime=INFINITE State=UP\n")

    def start(self, sweep):
        self.configure()
        munge = [f"--{name}={self.path('munge/' + file)}" for name, file in
                 (("key-file", "key"), ("socket", "socket"), ("pid-file", "pid"), ("log-file", "log"), ("seed-file", "seed"))]
        self.launch("munged", "--foreground", "--force", "--num-threads=2", *munge)
        sweep.wait_for("munged is up", lambda: os.path.exists(self.path("munge/socket")))
        self.launch("slurmctld", "-D", "-f", self.path("slurm.conf"))
        self.launch("slurmd", "-D", "-f", self.path("slurm.conf"))
        sweep.wait_for("Slurm is up", lambda: "idle" in self.ask("sinfo", "--noheader", "--format=%T"))

    def launch(self, program, *arguments):
        with open(self.path("log/" + program + ".out"), "wb") as out:
            self.daemons.append(subprocess.Popen([find(program), *arguments], env=self.environment, stdin=subprocess.DEVNULL,
                                                 stdout=out, stderr=out, start_new_session=True, preexec_fn=die_with_parent))

    def ask(self, *arguments):
        """What a command says; nothing if it fails, as it does while the cluster starts."""
        done = subprocess.run(arguments, env=self.environment, text=True, timeout=30, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=False)
        return done.stdout if done.returncode == 0 else ""

    def is_over(self, job):
        return self.ask("squeue", "--noheader", "--job", job).strip() == ""

    def stop(self):
        if self.daemons:
            self.ask("scancel", "--signal=KILL", "--user=root")
        for daemon in reversed(self.daemons):
            daemon.terminate()
        for daemon in reversed(self.daemons):
            try:
                daemon.wait(timeout=5)
            except subprocess.TimeoutExpired:
                pass
        end_those_of(self.folder)
        see_orphans_end()

    def logs(self):
        text = ""
        for name in sorted(os.listdir(self.path("log"))):
            with open(self.path("log/" + name), encoding="utf-8", errors="replace") as stream:
                text += f"---- {name}\n" + "".join(stream.readlines()[-15:])
        return text


def end_those_of(folder):
    """Kills every process begun with the configuration in the folder: daemons, and the steps and helpers they began."""
    mark = folder.encode()
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) == os.getpid():
            continue
        try:
            with open(f"/proc/{name}/environ", "rb") as stream:
                if b"SLURM_CONF=" + mark in stream.read():
                    os.kill(int(name), signal.SIGKILL)
        except OSError:
            pass


def kill_one_task(sweep, name):
    """Kills the process of a task that is seen at work once runs are recorded."""
    killed = []

    def try_to():
        status = sweep.status(name)
        for worker in status["workers"]:
            if worker["running"] and status["done"] > 0:
                try:
                    os.kill(worker["process"], signal.SIGKILL)
                except ProcessLookupError:
                    continue
                killed.append(worker)
                return True
        return False

    sweep.wait_for("a task is running and killed", try_to)
    print("killed:", killed[0])


def check_slurm(sweep):
    expected = sweep.serial_digest()
    cluster = Cluster(sweep.path("cluster"))
    adopt_orphans()
    try:
        cluster.start(sweep)
        said = sweep.call(sweep.kith, "sweep", "slurm", sweep.file, "-o", sweep.path("slurm"), "--shards", "8", "--at-once", "2",
                          "--submit", "--quiet", environment=cluster.environment)
        job = said.split()[-1]
        kill_one_task(sweep, "slurm")
        sweep.wait_for("the array is over", lambda: cluster.is_over(job))
        left = sweep.status("slurm")
        if left["left"] == 0:
            raise Failed("the killed task left nothing to be resumed")
        print(f"left after the kill: {left['left']} of {left['runs']} runs")
        job = sweep.call("sbatch", "--parsable", sweep.path("slurm/slurm.sh"), environment=cluster.environment).strip()
        sweep.wait_for("the array, submitted again, is over", lambda: cluster.is_over(job))
        same("Slurm, 8 tasks, one killed and resumed", sweep.digest("slurm"), expected)
    except Exception:
        print(cluster.logs())
        raise
    finally:
        cluster.stop()


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ("mpi", "slurm"):
        sys.exit(__doc__)
    kith = os.path.abspath(sys.argv[2])
    if sys.argv[1] == "mpi":
        need("mpirun")
    else:
        if os.geteuid() != 0:
            skip("Slurm's daemons need root")
        if not os.path.ismount("/sys/fs/cgroup"):
            skip("Slurm's daemons need control groups at /sys/fs/cgroup")
        need("munged", "slurmctld", "slurmd", "sbatch", "squeue", "sinfo", "scancel")
    with tempfile.TemporaryDirectory(prefix="kith-runners-") as folder:
        try:
            {"mpi": check_mpi, "slurm": check_slurm}[sys.argv[1]](Sweep(kith, folder))
        except (Failed, subprocess.TimeoutExpired) as failure:
            sys.exit(f"failed: {failure}")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    main()
