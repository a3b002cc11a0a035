"""Tencent Cloud's text messages (腾讯云短信), through its official SDK, which has its one home here.

It takes registered templates only; one call takes up to two hundred numbers that get the same words. It
names each message by a serial number of its own. It lists what arrived, not what it took, so that a message
whose fate is not known cannot be looked up and stands as unknown until its receipt or a person decides.
Receipts and replies are pushed, without a signature, so the address they come to carries a key; where
Tencent has opened it for the account, they can be pulled instead, each of them once.
"""
