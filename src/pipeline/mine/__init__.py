"""News archives → Parquet: WARC shards sieved by their bytes, and what passes read as any other page; a file for each shard.

shard (a path or an address) → records that may tell of the wanted places → pages read → rows. No warehouse, no Prefect: see `flows/mine.py`.
"""
