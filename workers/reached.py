"""The RPO that a backup or copy has reached, asked of AWS for its notice.

What could be lost now is told by what AWS lists where the copies are. A region that does not
tell is named, with why: silence would read as if nobody had looked.
"""

from datetime import datetime

from recovery.aws_events.completions import Part, made_parts, with_parts
from recovery.aws_events.reached import place_of, rpo_part, rpo_place, shown, unasked_part
from recovery.config import Config
from recovery.outcome import Notice
from workers.aws.door import Aws
from workers.aws.errors import AwsError, Denied, NotFound, Paced, Unreachable
from workers.recovery_points import newest_in


def with_rpo(aws: Aws, config: Config, news: Notice, now: datetime) -> Notice:
    """The notice with what could be lost now; as it is where nothing could be said of that.

    Raises:
        Paced: Our own rates ask for patience.
    """
    place = rpo_place(news, config)
    if place is None:
        return news
    account, region = place
    where = shown(place, news)
    try:
        newest = newest_in(aws, config, account, region, _table_arn(config, news))
        said = rpo_part(where, newest.created if newest else None, now)
    except AwsError as error:
        said = unasked_part(where, why(error))
    return with_parts(news, (said,))


def with_rpo_at_once(aws: Aws, config: Config, news: Notice, now: datetime) -> Notice:
    """The same in a step, which does not wait for its rates only to say more."""
    try:
        return with_rpo(aws, config, news, now)
    except Paced:
        return with_parts(news, (unasked_part("the RPO reached", "too much else is asked of AWS"),))


def with_what_was_made(aws: Aws, config: Config, news: Notice) -> Notice:
    """The notice with what its event may not tell: of which instant it is, how large, until when.

    Raises:
        AwsError, Paced: It could not be asked.
    """
    place, vault = place_of(news, config), dict(news.detail).get("vault", "")
    if place is None or not vault:
        return news
    made = aws.backup(*place).describe_recovery_point(vault, news.also[0])
    parts: tuple[Part, ...] = made_parts(
        as_of=made.created,
        size_bytes=made.size_bytes,
        expires=made.delete_at,
        stays=made.delete_at is None,
    )
    return with_parts(news, parts)


def why(error: AwsError) -> str:
    """Why AWS did not tell, in a few words."""
    if isinstance(error, Unreachable):
        return "it does not answer"
    if isinstance(error, Denied):
        return f"AWS denied {error.operation}"
    if isinstance(error, NotFound):
        return error.message
    return error.sentence


def _table_arn(config: Config, news: Notice) -> str:
    return config.account(news.account).arn("dynamodb", news.region, f"table/{news.table}")
