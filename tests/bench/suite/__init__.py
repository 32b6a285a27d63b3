"""The measurements behind tests/bench/run: engines, corpora and one module a section."""
