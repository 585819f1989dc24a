"""How the spiders behave by default: politely, honestly and repeatably. Each line has its reason.

What a user sets: CONTACT before a live crawl, WORKSPACE to choose where raw/ lies, REPLAY to crawl from somewhere else
than the net.
"""

from importlib.metadata import version

BOT_NAME = "pairwear"
SPIDER_MODULES = ["scrapers.spiders"]
NEWSPIDER_MODULE = "scrapers.spiders"
# `scrapy crawl` with our checks before it and our exit codes after it.
COMMANDS_MODULE = "scrapers.crawl"

# Where raw/<store>/ is written: a folder, or s3://bucket/folder or gs://bucket/folder (extras s3, gcs).
WORKSPACE = "datasets"
# Where the ledger and the tables are kept when WORKSPACE is a bucket: SQLite needs a disk.
LOCAL_WORKSPACE = "datasets"
# An e-mail address or a web page under which a store can reach you. A live crawl does not start without it.
CONTACT = ""
# The address of a running `scrapy demo-stores`, a .har or .warc file or a folder of saved pages: every request is
# answered from there instead of the net.
REPLAY = ""
ADDONS = {"scrapers.replay.ReplayAddon": 100, "scrapers.storage.StorageAddon": 200}

# Says who asks. The contact is added when the crawl starts (scrapers/crawl.py).
USER_AGENT = f"pairwear/{version('pairwear')}"
# The library's own default is off.
ROBOTSTXT_OBEY = True
# One page at a time and two seconds between: what a patient person does.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# What is taken from the queue is finished when Ctrl-C is pressed: four pages are eight seconds.
CONCURRENT_REQUESTS = 4
DOWNLOAD_DELAY = 2.0
# Photos come from hosts built for many readers; they still get one delay each.
DOWNLOAD_SLOTS = {"img01.ztat.net": {"concurrency": 4, "delay": 0.25, "jitter": 0.5}}
# A product is held in memory until its photos are stored; this bounds how many are.
CONCURRENT_ITEMS = 8
DOWNLOAD_TIMEOUT = 60
# A photo of a product is a few hundred kilobytes, a page a few megabytes.
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024

# What is still to be asked for waits in the ledger, so that nothing is lost with the process.
SCHEDULER = "scrapers.scheduler.LedgerScheduler"
SPIDER_MIDDLEWARES = {"scrapers.frontier.Frontier": 10}

# A crawl below one of these floors ends with exit code 1 and says why (scrapers/health.py).
# By field, the share of products that must have one.
HEALTH_COVERAGE = {"name": 0.9, "photos": 0.5}
# The share of product pages that may give no product.
HEALTH_UNREAD = 0.2
# By how much product pages and coverage may fall against the last crawl.
HEALTH_DROP = 0.5
# How few products or pages say nothing yet.
HEALTH_SAMPLE = 20

ITEM_PIPELINES = {
    "scrapers.images.ImagePipeline": 300,
    "scrapers.ledger.LedgerPipeline": 900,
}

# Both open a port that runs code.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# Store pages need no session; without cookies two crawls of the same pages see the same.
COOKIES_ENABLED = False
# Only what went wrong: how far a crawl is, scrapers/progress.py says. -L INFO shows Scrapy's own account.
LOG_LEVEL = "WARNING"
EXTENSIONS = {"scrapers.progress.Progress": 500}
# A line of progress this often where standard error is no terminal; 0 = never.
PROGRESS_SECONDS = 60
# A product's 20 attributes in the log help nobody.
LOG_FORMATTER = "scrapers.crawl.QuietItems"
