"""Where Fashion-MNIST and MNIST are published, and the checksums they are published with.

H. Xiao, K. Rasul and R. Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking
Machine Learning Algorithms", 2017, https://arxiv.org/abs/1708.07747.
Y. LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten digits", 1998.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file as it is published.

    Parameters
    ----------
    name : str
        Its name, at every address.
    size : int
        In bytes.
    md5 : str
        Its published checksum, in hexadecimal.
    """

    name: str
    size: int
    md5: str


@dataclass(frozen=True, slots=True)
class Publication:
    """A data set of four idx files.

    Parameters
    ----------
    name : str
        Of the data set, and of its folder in the data directory.
    addresses : tuple of str
        Where the files are, each ending with a slash: the official address first, then
        mirrors.
    train_images, train_labels, test_images, test_labels : PublishedFile
        The files.
    """

    name: str
    addresses: tuple[str, ...]
    train_images: PublishedFile
    train_labels: PublishedFile
    test_images: PublishedFile
    test_labels: PublishedFile

    @property
    def files(self) -> tuple[PublishedFile, ...]:
        """All four files."""
        return self.train_images, self.train_labels, self.test_images, self.test_labels

    @property
    def size(self) -> int:
        """Of all files together, in bytes."""
        return sum(file.size for file in self.files)


_TRAIN_IMAGES = "train-images-idx3-ubyte.gz"
_TRAIN_LABELS = "train-labels-idx1-ubyte.gz"
_TEST_IMAGES = "t10k-images-idx3-ubyte.gz"
_TEST_LABELS = "t10k-labels-idx1-ubyte.gz"

FASHION_MNIST = Publication(
    "fashion-mnist",
    (
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
    ),
    PublishedFile(_TRAIN_IMAGES, 26_421_880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
    PublishedFile(_TRAIN_LABELS, 29_515, "25c81989df183df01b3e8a0aad5dffbe"),
    PublishedFile(_TEST_IMAGES, 4_422_102, "bef4ecab320f06d8554ea6380940ec79"),
    PublishedFile(_TEST_LABELS, 5_148, "bb300cfdad3c16e7a12a480ee83cd310"),
)

MNIST = Publication(
    "mnist",
    (
        # The authors' own page asks for a password since 2020.
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
    PublishedFile(_TRAIN_IMAGES, 9_912_422, "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
    PublishedFile(_TRAIN_LABELS, 28_881, "d53e105ee54ea40749a09fcbcd1e9432"),
    PublishedFile(_TEST_IMAGES, 1_648_877, "9fb629c4189551a2d022fa330f9573f3"),
    PublishedFile(_TEST_LABELS, 4_542, "ec29112dd5afa0611ce80d1b7f02629c"),
)

PUBLICATIONS = {publication.name: publication for publication in (FASHION_MNIST, MNIST)}
"""By the name of the data set."""
