"""Fills a Postgres database from the provider's GET /events with dlt, in the way that its documentation has it.

Usage: dlt_sync.py PROVIDER_URL DATABASE_URL FOLDER

Merges by primary key, so that reading twice doubles nothing; it counts nothing. Prints the seconds that it took.
"""

import sys
import time

import dlt
from dlt.sources.helpers.rest_client import RESTClient
from dlt.sources.helpers.rest_client.paginators import HeaderLinkPaginator

provider_url, database_url, folder = sys.argv[1:]


@dlt.resource(name="events", write_disposition="merge", primary_key=["hotel_id", "id"])
def events():
    client = RESTClient(base_url=provider_url, paginator=HeaderLinkPaginator())
    yield from client.paginate("/events", params={"limit": 10_000})


pipeline = dlt.pipeline(
    pipeline_name="events",
    pipelines_dir=folder,
    destination=dlt.destinations.postgres(credentials=database_url),
    dataset_name="copied",
)
began = time.monotonic()
pipeline.run(events)
print(time.monotonic() - began)
