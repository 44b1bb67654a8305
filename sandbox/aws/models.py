"""Botocore's service models, by the names that signatures have for them."""

from functools import cache

from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel

from sandbox.aws.call import Call

_NAMES = {
    "dynamodb": ("dynamodb", "dynamodbstreams"),
    "monitoring": ("cloudwatch",),
    "servicequotas": ("service-quotas",),
    "states": ("stepfunctions",),
    "tagging": ("resourcegroupstaggingapi",),
}
"""Botocore's names of the services whose signing name is another one, or is shared."""


@cache
def service_model(name: str) -> ServiceModel:
    """Botocore's description of a service, by botocore's name for it.

    It is read without a session, which would ask for profiles.
    """
    return ServiceModel(Loader().load_service_model(name, "service-2"), name)


@cache
def signed_models(signing_name: str) -> list[ServiceModel]:
    """The services a signature may be for; none where botocore does not know the name."""
    found = []
    for name in _NAMES.get(signing_name, (signing_name,)):
        try:
            found.append(service_model(name))
        except UnknownServiceError:
            continue
    return found


def operation_model(call: Call) -> OperationModel | None:
    """The action a call asks for, in the model its target belongs to; None where there is none."""
    prefix = call.request.headers.get("x-amz-target", "").rpartition(".")[0]
    for model in signed_models(call.service):
        if (
            prefix in {"", model.metadata.get("targetPrefix")}
            and call.action in model.operation_names
        ):
            return model.operation_model(call.action)
    return None
