"""GET /v1/search on keep-alive connections beside a bare Beast handler and beside the same searches in process.

One server thread on one core, wrk on the other. Cached: the `or` queries of S, each asked before. The bare handler
returns a body of the mean size of those answers. Only loopback, a few seconds each.
"""
import os
import re
import shutil
import socket
import time
import urllib.request

from .. import corpora, machine, table
from ..bench import median

HERE = corpora.HERE
CONNECTIONS = 32


def measure(bench):
    for name in ('wrk', 'taskset'):
        if not shutil.which(name):
            bench.skipped['http'] = f'there is no {name}'
            return {}
    bare = bench.program('bare-beast')
    corpus = bench.corpora.get('S')
    folder = bench.index_of(bench.modelzoo, corpus, documents=True)
    targets = corpora.query_targets(corpus, 'or')
    paths = os.path.join(bench.corpora.folder, 'or.paths')
    with open(paths, 'w', encoding='utf8') as out:
        out.write('\n'.join(targets) + '\n')
    seconds = 1 if bench.options.smoke else 3 if bench.quick else 5
    rounds = []
    with _Daemon(bench, folder, 256 << 20) as cached:
        size = cached.warm(targets)
        with _Server([bare, 0, size]) as handler:
            for number in range(bench.rounds):
                machine.say(f'http, round {number + 1}')
                rounds.append({'bare': handler.load(paths, seconds), 'cached': cached.load(paths, seconds)})
                rounds[-1]['rss_bytes'] = machine.rss_bytes(cached.process.pid)
    for told in rounds[:3]:
        with _Daemon(bench, folder, 0) as uncached:
            uncached.load(paths, seconds)
            told['uncached'] = uncached.load(paths, seconds)
        told['in_process'] = bench.modelzoo.search(corpus, folder, 1, '--kind', 'or')['or']
    keys = ('requests_per_s', 'p50_us', 'p99_us', 'server_us')
    result = {label: {key: median([told[label][key] for told in rounds if label in told]) for key in keys}
              for label in ('bare', 'cached', 'uncached')}
    result['in_process'] = {key: median([told['in_process'][key] for told in rounds[:3]])
                            for key in ('qps', 'p50_us', 'p99_us', 'cpu_us')}
    result['kernel'] = bench.modelzoo.query(corpus, folder, 1, 'star')['or']
    result['body_bytes'] = size
    result['rss_bytes'] = rounds[-1]['rss_bytes']
    result['errors'] = sum(told[label]['errors'] for told in rounds for label in ('bare', 'cached', 'uncached')
                           if label in told)
    return result


class _Server:
    """A process that says where it listens; wrk against it."""

    def __init__(self, command):
        self.process = machine.start(command)
        self.port = int(re.search(r'(\d+)\s*$', self.process.stdout.readline().decode()).group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)

    def load(self, paths, seconds):
        before = machine.cpu_seconds(self.process.pid)
        told = machine.run_json(['wrk', '-t1', f'-c{CONNECTIONS}', f'-d{seconds}s', '--timeout', '30s', '--latency', '-s',
                                 os.path.join(HERE, 'search_load.lua'), f'http://127.0.0.1:{self.port}', '--', paths],
                                {machine.OTHER}, under_load=True)
        if told['bad_statuses']:
            raise machine.Failed(f"{told['bad_statuses']} answers were no successes")
        if not told['requests']:
            raise machine.Failed('nothing was answered in time')
        told['requests_per_s'] = told['requests'] / told['seconds']
        # Processor time of the server for one request: says the same when the machine is busy.
        told['server_us'] = 1e6 * (machine.cpu_seconds(self.process.pid) - before) / told['requests']
        return told


class _Daemon(_Server):
    def __init__(self, bench, folder, cache_bytes):
        config = os.path.join(bench.cache, 'modelzood.toml')
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            port = free.getsockname()[1]
        with open(config, 'w', encoding='utf8') as out:
            out.write(f'[server]\nlisten = "127.0.0.1:{port}"\nio_threads = 1\nresult_cache_bytes = {cache_bytes}\n'
                      f'[store]\ndata_dir = "{folder}"\n[crawl]\nenabled = false\n')
        with open(os.path.join(bench.cache, 'modelzood.log'), 'wb') as log:
            self.process = machine.start([bench.program('modelzood'), '--config', config], log=log)
        self.port = port
        for _ in range(600):
            try:
                self._get('/readyz')
                return
            except OSError:
                if self.process.poll() is not None:
                    raise machine.Failed(f'modelzood did not start: see {bench.cache}/modelzood.log') from None
                time.sleep(0.1)
        raise machine.Failed('modelzood did not get ready within a minute')

    def _get(self, target):
        with urllib.request.urlopen(f'http://127.0.0.1:{self.port}{target}', timeout=30) as answer:
            return answer.read()

    def warm(self, targets):
        """Asks everything once; the mean size of an answer."""
        return sum(len(self._get(target)) for target in targets) // len(targets)


def tables(result):
    if not result:
        return ''
    rows = [[label, told['requests_per_s'], told['p50_us'], told['p99_us'], told['server_us']]
            for label, told in ((name, result[key]) for name, key in
                                (('bare Beast handler', 'bare'), ('/v1/search, from the cache', 'cached'),
                                 ('/v1/search, cache off', 'uncached')))]
    inside = result['in_process']
    rows.append(['the same searches in process', inside['qps'], inside['p50_us'], inside['p99_us'], inside['cpu_us']])
    kernel = result['kernel']
    rows.append(['their best ten alone (modelzoo-bench query)', kernel['qps'], kernel['p50_us'], kernel['p99_us'], None])
    cached = table.ratio(result['cached']['requests_per_s'], result['bare']['requests_per_s'])
    uncached = table.ratio(result['uncached']['requests_per_s'], inside['qps'])
    by_cpu = table.ratio(inside['cpu_us'], result['uncached']['server_us'])
    # None on a run too short for the clock of processor time.
    by_cpu_told = 'not measured' if by_cpu is None else f'{by_cpu:.2f}'
    note = (f"One server thread, {CONNECTIONS} keep-alive connections of wrk from the other core, `or` queries of S, "
            f"bodies of {result['body_bytes']} bytes. Cached to bare: {table.verdict(cached, 0.5, at_least=True)}; "
            f"cache off to in process: {table.verdict(uncached, 0.6, at_least=True)}, by processor time "
            f"{by_cpu_told}. "
            f"Resident: {result['rss_bytes'] / 1e6:.0f} MB.")
    return table.render('HTTP', ['', 'requests/s', 'p50, us', 'p99, us', 'processor us / request'], rows,
                        note)
