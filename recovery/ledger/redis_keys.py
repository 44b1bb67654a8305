"""Every key of the ledger in Redis, and what lies under it.

All carry one hash tag, so one script may touch any of them also where the store
runs in cluster mode. `us` = microseconds since 1970 (domain time), `wall` = epoch
seconds. Texts are UTF-8, records JSON. A <source> is <account>/<region>/<name>, a
<stage> is `shown` or, while a listing is being read anew, `gathered`.

    schema            string    number of this layout, see `store`
    ping              string    proof that the store takes writes, for a minute
    job:<id>          hash      record (JSON), version, state, digest (of its plan),
                                expires (us), head (digest of its newest audit entry)
    audit:<id>        list      audit entries, oldest first, see `audit`
    decisions:<id>    list      what people said, JSON, oldest first
    held:<id>         set       names the job has locked
    learnt:<id>       set       AWS's ids under which it stands in `awaited`
    asked:<id>        string    id of the job made from this request, for a week
    jobs              zset      every job id by creation (us)
    open              zset      those of them that have not ended
    rows              hash      job id -> its row in lists, a JSON list
    plans             hash      job id/plan digest -> plan (JSON)
    locks             hash      name -> id of the job that holds it
    deliveries        hash      job id -> where it stands in Slack (JSON)

    due               zset      job and chore ids by due time (us)
    leased            zset      ids that someone looks at now, by end of lease (wall)
    executors         hash      leased id -> the one who took it; absent until taken
    woken             hash      id -> us of the first wake that no claim has followed yet
    wakes             list      at most one element: the due set has a new first one

    dirty             zset      job id -> its turn, see `redis_cards`
    marks             hash      job id -> mark of its newest change, while dirty
    urgent            hash      job id -> mark of its newest urgent change, while dirty
    counters          hash      mark, letter: the last ones given out
    news              list      at most one element: something is to be told
    lead              hash      instance, until (wall): the poster

    letters           hash      letter id -> "<lane> <number> <JSON>"
    lane:<lane>       zset      ids of letters that may go, by number
    held-back:<lane>  zset      ids of letters that wait, by when they may go (wall)

    remembered:<period>:<slot>  set   digests of ids of letters and keys of AWS's events, see
                                `remembering`; gone 20 days after the first of them
    awaited           hash      AWS's id of something, small -> id of the open job that knows it
    digests           hash      [channel, urgent, name, account, region, table] -> how often
    poison            list      messages nobody understood (JSON), newest first, 100 at most

    homes             zset      <team>/<user> by when they opened the Home tab (wall)

    tables            hash      <account>/<region> -> what is there, a JSON list
    schedules         hash      <account>/<region> -> what backs up by itself, a JSON list
    sources           hash      <source of backups> -> how far it has been read (JSON)
    kept:<stage>:<source>       hash  table's name -> its newest backups, how many (JSON)
    freshest:<stage>:<source>   hash  table's ARN -> those that decide what could be lost
    recent            hash      <source> -> its newest backups of all tables, how many (JSON)
    gathered          hash      the same of a reading that is not whole yet
    read              hash      <account>/<region>[/<what>] -> ISO instant of the last reading
    problems          hash      <account>/<region>[/<what>] -> why the last one failed
    directory         hash      all -> the directory (JSON)
    directory:asked   string    someone wants it read anew
    watches           hash      what the RPO watch watches -> how it stands (JSON)
    fresh             hash      tables, schedules, recent, freshest, directory -> random, new
                                with each write
    history:<what>    list      observations (JSON), newest first, 1,000 of each kind
    rate:<bucket>     hash      tokens, at (wall)
    statuses:<what>:<hour>      hash  key -> value, stored in that hour (wall), for two hours
    refresh:<what>    string    when someone last got leave to refresh it (wall)
    vitals            hash      <process>/<instance> -> sign of life (JSON)
    request:<id>      string    a request was taken, for ten minutes; in memory only
"""

TAG = "{ddbdr}:"

SHARED = (
    "due",
    "leased",
    "executors",
    "woken",
    "wakes",
    "dirty",
    "marks",
    "urgent",
    "counters",
    "news",
    "letters",
    "remembered",
    "lane:news",
    "lane:alarms",
    "awaited",
    "locks",
    "jobs",
    "open",
    "rows",
    "plans",
)
"""Keys that every transition script gets, in this order, before its own."""


def key(*parts: str) -> str:
    """`key("job", "J-7F3K2Q1")` is `{ddbdr}:job:J-7F3K2Q1`."""
    return TAG + ":".join(parts)
