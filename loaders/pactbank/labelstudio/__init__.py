"""Label Studio: annotations out as tasks, what people label in as annotations.

`interface` makes the labelling configuration, `encode` and `decode` are the codec (no server,
no SDK), `server` is the only user of the SDK.
"""
