"""What all sections work with: options, corpora, engines, indexes that are built once."""
import hashlib
import json
import os
import statistics

from . import corpora, engines, machine


class Bench:
    def __init__(self, options):
        self.options = options
        self.build = os.path.abspath(options.build)
        self.cache = os.path.abspath(options.cache)
        self.quick = options.quick or options.smoke
        self.rounds = options.rounds or (1 if self.quick else 5)
        self.repeat = 2 if self.quick else 5
        shared = '' if options.smoke else options.shared
        os.makedirs(self.cache, exist_ok=True)
        self.corpora = corpora.Corpora(shared, self.cache, self.quick,
                                       os.path.join(self.build, 'share/sample_catalogue.ndjson'))
        self.skipped = {}
        self.engines = []
        for engine in engines.all_engines(self.build, shared, self.cache, self.quick):
            if options.engines and engine.name not in options.engines and engine.name != 'modelzoo':
                continue
            reason = engine.why_not()
            if reason:
                self.skipped[engine.name] = reason
                machine.say(f'{engine.name} is left out: {reason}')
            else:
                self.engines.append(engine)
        if not self.engines or self.engines[0].name != 'modelzoo':
            raise machine.Failed(self.skipped.get('modelzoo', 'modelzoo cannot be measured'))
        self.modelzoo = self.engines[0]
        self._digest = self._program_digest()

    def program(self, name):
        return os.path.join(self.build, 'bin', name)

    def _program_digest(self):
        digest = hashlib.sha256()
        with open(self.modelzoo.program, 'rb') as program:
            digest.update(program.read())
        return digest.hexdigest()[:12]

    def folder(self, *parts):
        return os.path.join(self.cache, 'indexes', os.path.basename(self.corpora.folder), *parts)

    def index_of(self, engine, corpus, **options):
        """The folder of an index that is built with one thread once: anew for ours when the program has changed."""
        return self.index_and_figures(engine, corpus, **options)[0]

    def index_and_figures(self, engine, corpus, **options):
        """The same, and what building it was told to cost."""
        name = f"{engine.name}_{corpus.name}{''.join('_' + key for key in options)}".replace(' ', '')
        folder = self.folder(name)
        mark = folder + '.made'
        wanted = self._digest if engine is self.modelzoo else 'peer'
        if os.path.exists(mark):
            with open(mark, encoding='utf8') as made:
                digest, _, figures = made.read().partition('\n')
            if digest == wanted and figures:
                return folder, json.loads(figures)
            os.remove(mark)
        machine.say(f'{engine.name}: indexing {corpus.name} ({corpus.documents} documents)')
        figures = engine.index(corpus, folder, 1, **options)
        with open(mark, 'w', encoding='utf8') as made:
            made.write(wanted + '\n' + json.dumps(figures))
        return folder, figures


def median(values):
    values = [value for value in values if value is not None]
    return statistics.median(values) if values else None
