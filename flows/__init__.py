"""When and in what order: the stages as Prefect tasks, and the flows made of them. Nothing else imports Prefect."""
