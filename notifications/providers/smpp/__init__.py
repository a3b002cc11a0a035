"""SMPP 3.4, as carriers' and aggregators' gateways speak it; the library for its packets has its one home here.

One bound connection carries texts out and receipts and replies in. Each text, or each part of a long one, is a
`submit_sm`; the answer to it names the message by an id of the gateway's own, and the receipt names that id
again. Nothing can be asked after by our reference, so a text whose answer never came stands as unknown until a
person decides. What comes in is acknowledged only after it was stored, so a crash loses none of it.
"""
