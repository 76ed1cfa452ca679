from celery import shared_task


@shared_task
def purge_searches() -> None:
    """Forget the words of searches that nobody can come back to."""
    from .services import search_query

    search_query.purge()
