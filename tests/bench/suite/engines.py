"""The engines that are compared: each builds an index of a corpus and times a file of queries.

Every engine answers `why_not()` with the reason why it cannot run here, or None. `index` gives seconds, documents a
second and bytes; `query` gives p50_us, p99_us and hits (of the first ten, summed over the queries) by kind.
"""
import glob
import os
import shutil
import subprocess

from . import machine

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Engine:
    name = ''
    slow = False  # by orders of magnitude: one round tells enough

    def why_not(self):
        return None

    def index(self, corpus, folder, threads):
        raise NotImplementedError

    def query(self, corpus, folder, repeat, ranking='bm25'):
        raise NotImplementedError

    @staticmethod
    def _fresh(folder):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(os.path.dirname(folder), exist_ok=True)


class Modelzoo(Engine):
    name = 'modelzoo'

    def __init__(self, build):
        self.program = os.path.join(build, 'bin/modelzoo-bench')

    def why_not(self):
        return None if os.access(self.program, os.X_OK) else f'{self.program} is not built'

    def index(self, corpus, folder, threads, documents=False):
        self._fresh(folder)
        command = [self.program, 'index', '--input', corpus.ndjson, '--data-dir', folder, '--threads', threads, '-q']
        return machine.run_json(command + ([] if documents else ['--no-documents']), _cores(threads))

    def query(self, corpus, folder, repeat, ranking='bm25', cache_bytes=None):
        command = [self.program, 'query', '--data-dir', folder, '--queries', corpus.queries, '--repeat', repeat,
                   '--ranking', ranking]
        return machine.run_json(command + (['--cache-bytes', cache_bytes] if cache_bytes else []))

    def search(self, corpus, folder, repeat, *options):
        return machine.run_json([self.program, 'search', '--data-dir', folder, '--queries', corpus.queries, '--repeat',
                                 repeat, *options])

    def typing(self, corpus, folder, repeat):
        return machine.run_json([self.program, 'typing', '--data-dir', folder, '--queries', corpus.queries, '--repeat',
                                 repeat])


def _cores(threads):
    return {machine.MEASURED} if threads == 1 else set(machine.CORES)


class Tantivy(Engine):
    name = 'tantivy'

    def __init__(self, shared, cache):
        self.source = os.path.join(shared, 'tantivy_peer')
        self.folder = os.path.join(cache, 'tantivy_peer')
        self.program = os.path.join(self.folder, 'target/release/tantivy_peer')

    def why_not(self):
        cargo = shutil.which('cargo') or shutil.which('cargo', path=os.path.expanduser('~/.cargo/bin'))
        if not os.path.isdir(self.source):
            return 'MODELZOO_SHARED has no bench/tantivy_peer'
        if not cargo:
            return 'there is no cargo'
        if not os.access(self.program, os.X_OK):
            machine.say('building tantivy_peer')
            shutil.copytree(self.source, self.folder, dirs_exist_ok=True)
            subprocess.run(['chmod', '-R', 'u+w', self.folder], check=True)
            built = subprocess.run([cargo, 'build', '--release', '-q'], cwd=self.folder, check=False)
            if built.returncode != 0:
                return 'cargo could not build it'
        return None

    def index(self, corpus, folder, threads):
        self._fresh(folder)
        os.makedirs(folder)
        return machine.run_json([self.program, 'index', corpus.tsv, folder, threads, 'merge'], _cores(threads))

    def query(self, corpus, folder, repeat, ranking='bm25'):
        return machine.run_json([self.program, 'query', folder, corpus.queries, repeat, 2])


class Lucene(Engine):
    """A harness in Java; the JIT is warmed for `warm` seconds."""

    def __init__(self, warm):
        self.java = machine.newest_java()
        self.warm = warm

    def _command(self):
        raise NotImplementedError

    def index(self, corpus, folder, threads):
        self._fresh(folder)
        os.makedirs(folder)
        # The JVM's own threads (collector, compiler) may use the other cores, as they do in a server.
        return machine.run_json(self._command() + ['index', corpus.tsv, folder, threads, 'merge'],
                                set(machine.CORES))

    def query(self, corpus, folder, repeat, ranking='bm25'):
        # Likewise; the queries are one thread's.
        return machine.run_json(self._command() + ['query', folder, corpus.queries, repeat, self.warm],
                                set(machine.CORES))


class Lucene10(Lucene):
    name = 'Lucene 10'

    def __init__(self, shared, cache, warm):
        super().__init__(warm)
        self.source = os.path.join(shared, 'lucene10')
        self.folder = os.path.join(cache, 'lucene10')

    def why_not(self):
        if not os.path.isdir(self.source):
            return 'MODELZOO_SHARED has no bench/lucene10'
        if not self.java or self.java[2] < 21:
            return 'there is no JDK of version 21 or newer'
        if not os.path.exists(os.path.join(self.folder, 'LucenePeer.class')):
            machine.say('building the harness of Lucene 10')
            os.makedirs(self.folder, exist_ok=True)
            for name in os.listdir(self.source):
                shutil.copy(os.path.join(self.source, name), self.folder)
            if not glob.glob(os.path.join(self.folder, 'lib/lucene-core-*.jar')):
                if not shutil.which('mvn'):
                    return 'there is no mvn to fetch its jars'
                subprocess.run(['mvn', '-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib'],
                               cwd=self.folder, check=False)
            built = subprocess.run([self.java[1], '-cp', 'lib/*', '-d', '.', 'LucenePeer.java'], cwd=self.folder,
                                   check=False)
            if built.returncode != 0:
                return 'javac could not build it'
        return None

    def _command(self):
        return [self.java[0], '-Xmx4g', '--add-modules', 'jdk.incubator.vector',
                '--enable-native-access=ALL-UNNAMED', '-cp', f'{self.folder}:{self.folder}/lib/*', 'LucenePeer']


class Lucene8(Lucene):
    name = 'Lucene 8'

    def __init__(self, shared, cache, warm):
        super().__init__(warm)
        self.source = os.path.join(shared, 'LucenePeer.java')
        self.folder = os.path.join(cache, 'lucene8')

    def why_not(self):
        if not os.path.isfile(self.source):
            return 'MODELZOO_SHARED has no bench/LucenePeer.java'
        if not glob.glob('/usr/share/java/lucene-core-8*.jar'):
            return 'liblucene8-java is not installed'
        if not self.java:
            return 'there is no JDK'
        if not os.path.exists(os.path.join(self.folder, 'LucenePeer.class')):
            os.makedirs(self.folder, exist_ok=True)
            built = subprocess.run([self.java[1], '-cp', self._jars(), '-d', self.folder, self.source], check=False)
            if built.returncode != 0:
                return 'javac could not build it'
        return None

    @staticmethod
    def _jars():
        return ':'.join(sorted(glob.glob('/usr/share/java/lucene-core-8*.jar') +
                               glob.glob('/usr/share/java/lucene-analyzers-common-8*.jar')))

    def _command(self):
        return [self.java[0], '-Xmx4g', '-cp', f'{self.folder}:{self._jars()}', 'LucenePeer']


class PythonPeer(Engine):
    """A harness in Python over a library in C or C++; run by Debian's interpreter, which has the modules."""
    script = ''
    module = ''
    package = ''
    interpreter = '/usr/bin/python3'
    slow = True

    def why_not(self):
        tried = subprocess.run([self.interpreter, '-c', f'import {self.module}'], capture_output=True, check=False)
        return None if tried.returncode == 0 else f'{self.package} is not installed'

    def index(self, corpus, folder, threads):
        self._fresh(folder)
        os.makedirs(folder)
        if threads != 1:
            raise machine.Failed('indexes with one thread only')
        return machine.run_json([self.interpreter, os.path.join(HERE, self.script), 'index', corpus.tsv, folder])

    def query(self, corpus, folder, repeat, ranking='bm25'):
        return machine.run_json([self.interpreter, os.path.join(HERE, self.script), 'query', folder, corpus.queries,
                                 1])


class Xapian(PythonPeer):
    name = 'Xapian'
    script, module, package = 'xapian_peer.py', 'xapian', 'python3-xapian'


class SqliteFts5(PythonPeer):
    name = 'SQLite FTS5'
    script, module, package = 'sqlite_peer.py', 'sqlite3', 'python3'


def all_engines(build, shared, cache, quick):
    bench = os.path.join(shared, 'bench') if shared else ''
    warm = 3 if quick else 20
    return [Modelzoo(build), Tantivy(bench, cache), Lucene10(bench, cache, warm), Lucene8(bench, cache, warm),
            Xapian(), SqliteFts5()]
