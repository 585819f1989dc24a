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

# What a site permits is asked by scrapers/consent; this switch of Scrapy's stays on, and another way is named there.
ROBOTSTXT_OBEY = True
# The names by which a site can address us, in robots.txt and in robots directives. Stricter: add GPTBot, CCBot, and so
# on, and what a site says to those counts too.
CONSENT_NAMES = ["pairwear"]
# What is not obeyed because the site agreed to it, by name, such as noimageai; and that agreement in words.
CONSENT_OVERRIDE: list[str] = []
CONSENT_REASON = ""
# A host that said no to so many pages or photos in a row is not asked for the rest.
CONSENT_OPT_OUTS = 20

DOWNLOADER_MIDDLEWARES = {
    "scrapers.addresses.AddressGate": 40,
    # Takes a 503 for "go on", applies no Crawl-delay, knows nothing but robots.txt.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapers.consent.gate.ConsentGate": 100,
    # After Scrapy's retries on the way out, before them on the way back.
    "scrapers.throttle.Throttle": 560,
}

# One page at a time and two seconds between: what a patient person does.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# What is taken from the queue is finished when Ctrl-C is pressed: four pages are eight seconds.
CONCURRENT_REQUESTS = 4
DOWNLOAD_DELAY = 2.0
# Photos come from hosts built for many readers; they still get one delay each.
DOWNLOAD_SLOTS = {"img01.ztat.net": {"concurrency": 4, "delay": 0.25, "jitter": 0.5}}
# Whether waits are kept that a host asks for (Crawl-delay, Retry-After) or that we add (back-off, pause). REPLAY
# switches them off: nobody is there to be polite to.
THROTTLE_WAITS = True
# The first wait after a 429 or 503 without Retry-After, in seconds; it doubles with each further one.
THROTTLE_FIRST_WAIT = 5.0
# No wait is longer, whoever asks for it: a crawl must not be stopped for a year by a typing error.
THROTTLE_LONGEST_WAIT = 3600.0
# The slowest that a doubled delay gets, in seconds between two requests.
THROTTLE_SLOWEST = 60.0
# So many refusals in a row (401, 403, 429, 503) and a host is left alone for the pause, in seconds; if it refuses again
# after that, or has never answered at all, for the rest of the crawl.
THROTTLE_REFUSALS = 5
THROTTLE_PAUSE = 3600.0
# How often one page or photo is asked for again after 429 or 503 while its host answers others.
THROTTLE_TRIES = 5
# Those two are the throttle's; Scrapy would ask again at once.
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]
# Stores move pages once or twice; RFC 9309 asks for five with robots.txt.
REDIRECT_MAX_TIMES = 5
# A product is held in memory until its photos are stored; this bounds how many are.
CONCURRENT_ITEMS = 8
DOWNLOAD_TIMEOUT = 60
# A page is a few megabytes, a sitemap at most 50.
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
# A photo of a product is a few hundred kilobytes; the largest in a shop are ten megabytes.
PHOTO_MAXSIZE = 32 * 1024 * 1024

# A page can name any address as a photo: public ones over http only, no local files.
TWISTED_DNS_RESOLVER = "scrapers.addresses.PublicResolver"
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
# A proxy would resolve names itself, unchecked; and a crawl that hides where it comes from is not honest.
HTTPPROXY_ENABLED = False

# What is still to be asked for waits in the ledger, so that nothing is lost with the process.
SCHEDULER = "scrapers.scheduler.LedgerScheduler"
SPIDER_MIDDLEWARES = {"scrapers.frontier.Frontier": 10, "scrapers.consent.pages.PageConsent": 40}

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
