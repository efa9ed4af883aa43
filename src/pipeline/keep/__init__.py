"""keep: what an operator does so that nothing is lost: backups, their restoration, and the warehouse made again."""
