"""Which function answers which action of EventBridge Scheduler."""

from collections.abc import Callable

from sandbox.aws.call import Answer, AwsError, Call, Json, json_answer
from sandbox.aws.events.queues import Queues
from sandbox.aws.rest import rest_members
from sandbox.aws.scheduler.groups import (
    create_schedule_group,
    delete_schedule_group,
    get_schedule_group,
    list_schedule_groups,
    list_tags,
    tag,
    untag,
)
from sandbox.aws.scheduler.invocations import Invocations
from sandbox.aws.scheduler.place import Place
from sandbox.aws.scheduler.schedule import DEFAULT, Group, Holding, invalid
from sandbox.aws.scheduler.schedules import (
    create_schedule,
    delete_schedule,
    get_schedule,
    list_schedules,
    update_schedule,
)
from sandbox.aws.service_calls import ServiceCalls
from sandbox.aws.shapes import constraint_errors, validation_message
from sandbox.aws.world import World

ACTIONS: dict[str, Callable[[Place, Json], Json]] = {
    "CreateSchedule": create_schedule,
    "CreateScheduleGroup": create_schedule_group,
    "DeleteSchedule": delete_schedule,
    "DeleteScheduleGroup": delete_schedule_group,
    "GetSchedule": get_schedule,
    "GetScheduleGroup": get_schedule_group,
    "ListScheduleGroups": list_schedule_groups,
    "ListSchedules": list_schedules,
    "ListTagsForResource": list_tags,
    "TagResource": tag,
    "UntagResource": untag,
    "UpdateSchedule": update_schedule,
}


class Scheduler:
    """EventBridge Scheduler in every account and region. Callers hold the world's lock."""

    def __init__(self, world: World, queues: Queues, calls: ServiceCalls) -> None:
        self._world = world
        self._began = world.clock.now()
        self._invocations = Invocations(world, queues, calls)
        self._held: dict[tuple[str, str], Holding] = {}

    def run(self, call: Call) -> Answer:
        """Answer one call; AwsError where AWS would refuse it."""
        action = ACTIONS.get(call.action)
        if action is None:
            raise AwsError("UnknownOperationException", f"Unknown operation: {call.action}", 404)
        payload, shape = rest_members(call)
        errors = constraint_errors(payload, shape) if shape is not None else []
        if errors:
            raise invalid(validation_message(errors))
        place = Place(
            world=self._world,
            invocations=self._invocations,
            account=call.account,
            region=call.region,
            holding=self._holding(call.account, call.region),
            now=self._world.clock.now(),
        )
        return json_answer(action(place, payload))

    def _holding(self, account: str, region: str) -> Holding:
        held = self._held.get((account, region))
        if held is None:
            default = Group(DEFAULT, account, region, self._began)
            held = self._held[account, region] = Holding(groups={DEFAULT: default})
        return held
