"""A convolutional network that learns; its arithmetic is NumPy and nothing else.

Usable without the application::

    from engine.data import load_dataset
    from engine.presets import load_preset
    from engine.training import Trainer

    preset = load_preset("conv-net")
    trainer = Trainer.from_preset(preset, load_dataset("garments"), seed=0)
    for event in trainer.events():
        ...
"""
