"""The panels; each knows the session and plotting, never another panel."""
