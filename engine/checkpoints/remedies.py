"""What turns a file that is refused into one that is read: lines of Python, ready to run.

FILE stands for the name of the file in each of them. Lines that could run what is in a
stranger's file are for who made it, and say so.
"""

from __future__ import annotations

RESAVE = "Save the arrays with np.savez where the file was made."

PYTORCH = (
    "Convert it where PyTorch is: `import torch, numpy as np; "
    "sd = torch.load('FILE', map_location='cpu', weights_only=True); "
    "np.savez('w.npz', **{k: v.detach().numpy() for k, v in sd.items()})`; "
    "where sd is more than a state_dict, take that out of it first."
)
PYTORCH_TAR = (
    "Unpack it, or if you made it with PyTorch run `import torch, numpy as np; "
    "sd = torch.load('FILE', map_location='cpu', weights_only=False); "
    "np.savez('w.npz', **{k: v.detach().numpy() for k, v in sd.items()})`."
)
PYTORCH_MODEL = (
    "It comes from PyTorch: where `model` was made, run `import numpy as np; np.savez('w.npz', "
    "**{k: v.detach().cpu().numpy() for k, v in model.state_dict().items()})`."
)
JOBLIB = (
    "If it is of joblib and you made it, run `import joblib, numpy as np; "
    "a = joblib.load('FILE'); np.savez('w.npz', **a)`; that is for a dictionary of arrays, "
    "`np.savez('w.npz', *a)` for a list, and `np.savez('w.npz', *a.coefs_, *a.intercepts_)` "
    "for a network of scikit-learn."
)
HDF5 = (
    "Convert it where h5py is: `import h5py, numpy as np; f = h5py.File('FILE', 'r'); d = {}; "
    "f.visititems(lambda k, v: d.update({k: v[()]}) if isinstance(v, h5py.Dataset) else None); "
    "np.savez('w.npz', **d)`."
)
KERAS = (
    "Convert it where Keras is: `import keras, numpy as np; "
    "np.savez('w.npz', *keras.saving.load_model('FILE').get_weights())`."
)
ONNX = (
    "Convert it where onnx is: `import onnx, numpy as np; g = onnx.load('FILE').graph; "
    "np.savez('w.npz', **{t.name: onnx.numpy_helper.to_array(t) for t in g.initializer})`."
)
OWN_ONNX = (
    "Open the parameters that it was exported from, which are the same numbers, or convert it"
    f"{ONNX.removeprefix('Convert it')}"
)
MATLAB = (
    "Convert it where SciPy is: `import scipy.io, numpy as np; d = scipy.io.loadmat('FILE'); "
    "np.savez('w.npz', **{k: v for k, v in d.items() if k[:2] != '__'})`."
)


def table(delimiter: str) -> str:
    """Return the remedy for numbers as text with `delimiter` between them."""
    return (
        "Convert it: `import numpy as np; "
        f"np.save('w.npy', np.loadtxt('FILE', delimiter={delimiter!r}))`."
    )
