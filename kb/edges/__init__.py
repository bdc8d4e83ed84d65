"""The parts that touch the outside world: folders, caches, the word index."""
