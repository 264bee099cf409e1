"""Data sets: found, fetched, read, drawn, and cut into three splits."""

from engine.data.batches import SAMPLINGS, batch_order, drawn_batch
from engine.data.catalog import DatasetInfo, dataset_info, dataset_names
from engine.data.dataset import SPLIT_NAMES, Dataset, SampleRef, Split
from engine.data.directories import DATA_DIR_VARIABLE, find_data_dir
from engine.data.fetch import FetchCancelledError, FetchError, fetch_dataset
from engine.data.idx import read_idx, write_idx
from engine.data.load import is_available, load_dataset

__all__ = [
    "DATA_DIR_VARIABLE",
    "SAMPLINGS",
    "SPLIT_NAMES",
    "Dataset",
    "DatasetInfo",
    "FetchCancelledError",
    "FetchError",
    "SampleRef",
    "Split",
    "batch_order",
    "dataset_info",
    "dataset_names",
    "drawn_batch",
    "fetch_dataset",
    "find_data_dir",
    "is_available",
    "load_dataset",
    "read_idx",
    "write_idx",
]
