"""Where numbers come from and where gradients go: pure functions with frozen results.

>>> from engine.inspection import explain, receptive_field, trace
>>> seen = trace(network, x, label)
>>> term = explain(network, seen, "conv2", (4, 12, 8))
>>> term.equation
'conv2[4, 12, 8] = b[4] + Σ w[4, c, u, v] · relu1[c, 12+u, 8+v]'
>>> term.result.computed, term.stored
>>> back = explain_gradient(network, seen, "relu1", (0, 12, 8))
>>> batch = trace_batch(network, images, labels)
>>> of_weight = explain_parameter(network, batch, "conv2.w", (4, 0, 1, 2))
>>> of_weight.result.difference, of_weight.largest(5)
>>> check_batch(batch, "conv2.w", (4, 0, 1, 2)).verdict

Gradients of a `Trace` are of the sample's own loss; those of a `BatchTrace`, and of a sample
of one, are of the mean loss of the batch: `Trace.over` says which.
"""

from engine.inspection.activation_gradient import ActivationGradient
from engine.inspection.activation_value import ActivationValue, Elementwise, curve_of
from engine.inspection.batch_trace import BatchTrace
from engine.inspection.check_gradient import check_batch, check_gradient
from engine.inspection.conv_input_sum import ConvInputSum, FedCell
from engine.inspection.conv_sum import ConvSum
from engine.inspection.dense_input_sum import DenseInputSum
from engine.inspection.dense_sum import DenseSum, Folded
from engine.inspection.explain import Explanation, explain
from engine.inspection.explain_gradient import GradientExplanation, explain_gradient
from engine.inspection.explain_parameter import explain_parameter
from engine.inspection.flatten_gradient import FlattenGradient
from engine.inspection.flatten_place import FlattenPlace
from engine.inspection.gradient_check import GradientCheck
from engine.inspection.hold_batch import BatchLike, hold_batch
from engine.inspection.kinks import Kink
from engine.inspection.layer_change import LayerChange
from engine.inspection.loss_change import LossChange, loss_change
from engine.inspection.loss_gradient import LossGradient, ProbabilityGradient
from engine.inspection.make_update import MadeUpdate, observe_update, plan_update
from engine.inspection.names import INPUT, layer_names, name_before
from engine.inspection.norm_gradient import NormGradient
from engine.inspection.norm_value import NormValue
from engine.inspection.parameter_sum import Contribution, ParameterSum
from engine.inspection.pixel_value import PixelValue
from engine.inspection.pool_input_sum import PoolInputSum
from engine.inspection.pool_routing import pool_routing
from engine.inspection.pool_window import PoolWindow, window_of
from engine.inspection.receptive_field import fed_cells, receptive_field
from engine.inspection.reconciliation import UNIT_ROUNDOFF, Reconciliation
from engine.inspection.region import Region
from engine.inspection.routing import Routing, RoutingCounts
from engine.inspection.shards import Shards
from engine.inspection.slope_product import SlopeProduct
from engine.inspection.softmax_terms import SoftmaxTerms
from engine.inspection.trace import Trace, trace
from engine.inspection.trace_batch import trace_batch
from engine.inspection.update import Update
from engine.inspection.update_terms import MomentChange, UpdateTerms, explain_update

__all__ = [
    "INPUT",
    "UNIT_ROUNDOFF",
    "ActivationGradient",
    "ActivationValue",
    "BatchLike",
    "BatchTrace",
    "Contribution",
    "ConvInputSum",
    "ConvSum",
    "DenseInputSum",
    "DenseSum",
    "Elementwise",
    "Explanation",
    "FedCell",
    "FlattenGradient",
    "FlattenPlace",
    "Folded",
    "GradientCheck",
    "GradientExplanation",
    "Kink",
    "LayerChange",
    "LossChange",
    "LossGradient",
    "MadeUpdate",
    "MomentChange",
    "NormGradient",
    "NormValue",
    "ParameterSum",
    "PixelValue",
    "PoolInputSum",
    "PoolWindow",
    "ProbabilityGradient",
    "Reconciliation",
    "Region",
    "Routing",
    "RoutingCounts",
    "Shards",
    "SlopeProduct",
    "SoftmaxTerms",
    "Trace",
    "Update",
    "UpdateTerms",
    "check_batch",
    "check_gradient",
    "curve_of",
    "explain",
    "explain_gradient",
    "explain_parameter",
    "explain_update",
    "fed_cells",
    "hold_batch",
    "layer_names",
    "loss_change",
    "name_before",
    "observe_update",
    "plan_update",
    "pool_routing",
    "receptive_field",
    "trace",
    "trace_batch",
    "window_of",
]
