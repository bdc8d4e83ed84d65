"""Engines that read text in a picture, one a file, each the one importer of its package; `ocr.py` chooses."""
