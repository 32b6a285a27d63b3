"""The machine: what it is, and processes held to one of its cores."""
import json
import os
import platform
import shutil
import subprocess
import sys

CORES = sorted(os.sched_getaffinity(0))
MEASURED = CORES[-1]  # what is measured runs here
OTHER = CORES[0]  # what drives it, as wrk
# Set by the command line: measured processes come before all others of their core. The kernel takes a twentieth of each
# second from such processes in one piece, so servers under load only get the highest ordinary priority: a pause of
# 50 ms would be their p99.
REALTIME = False


class Failed(Exception):
    """A program that was to be measured did not do its work."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def describe():
    cpu = platform.processor()
    try:
        with open('/proc/cpuinfo', encoding='utf8') as lines:
            cpu = next((l.split(':', 1)[1].strip() for l in lines if l.startswith('model name')), cpu)
        with open('/proc/meminfo', encoding='utf8') as lines:
            memory = round(int(next(lines).split()[1]) / 2**20)
    except OSError:
        memory = 0
    return {'cpu': cpu, 'cores': len(CORES), 'memory_gb': memory, 'kernel': platform.release(),
            'load_average': os.getloadavg()[0]}


def _pinned(cores, under_load=False):
    def before_exec():
        os.sched_setaffinity(0, cores)
        if REALTIME and under_load:
            os.setpriority(os.PRIO_PROCESS, 0, -20)
        elif REALTIME:
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))
    return before_exec


def run(command, cores=None, env=None, limit=3600, under_load=False):
    """The standard output of a command held to `cores` (default: the measured one)."""
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env,
                          timeout=limit, preexec_fn=_pinned(cores or {MEASURED}, under_load), check=False)
    if done.returncode != 0:
        last = done.stderr.decode('utf8', 'replace').strip().splitlines()[-1:] or ['no reason given']
        raise Failed(f'{os.path.basename(str(command[0]))} ended with {done.returncode}: {last[0]}')
    return done.stdout.decode('utf8', 'replace')


def run_json(command, cores=None, env=None, limit=3600, under_load=False):
    """The last line of its output, which is JSON."""
    lines = run(command, cores, env, limit, under_load).strip().splitlines()
    if not lines:
        raise Failed(f'{command[0]} printed nothing')
    return json.loads(lines[-1])


def start(command, cores=None, log=None):
    return subprocess.Popen([str(c) for c in command], stdout=log or subprocess.PIPE, stderr=log or subprocess.DEVNULL,
                            preexec_fn=_pinned(cores or {MEASURED}, under_load=True))


def cpu_seconds(pid):
    """User and system time of a process so far."""
    with open(f'/proc/{pid}/stat', encoding='utf8') as stat:
        fields = stat.read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def rss_bytes(pid):
    with open(f'/proc/{pid}/statm', encoding='utf8') as statm:
        return int(statm.read().split()[1]) * os.sysconf('SC_PAGE_SIZE')


def tree_bytes(folder):
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) for name in names)


def newest_java():
    """(java, javac, version) of the newest JDK, or None."""
    best = None
    homes = [os.environ.get('JAVA_HOME')]
    if os.path.isdir('/usr/lib/jvm'):
        homes += [os.path.join('/usr/lib/jvm', name) for name in sorted(os.listdir('/usr/lib/jvm'))]
    on_path = shutil.which('javac')
    if on_path:
        homes.append(os.path.dirname(os.path.dirname(os.path.realpath(on_path))))
    for home in homes:
        javac = os.path.join(home or '', 'bin/javac')
        if not home or not os.access(javac, os.X_OK):
            continue
        said = subprocess.run([javac, '-version'], capture_output=True, text=True, check=False)
        words = (said.stdout + said.stderr).split()
        version = int(words[1].split('.')[0]) if len(words) > 1 and words[1][0].isdigit() else 0
        if best is None or version > best[2]:
            best = (os.path.join(home, 'bin/java'), javac, version)
    return best
