"""Aliyun's text messages (阿里云短信服务), through its official SDK, which has its one home here.

It takes registered templates only, one or up to a hundred numbers in a call. Each call carries a reference
of ours, which comes back in receipts and in the look-up by number and day; for several numbers in one call
it is the same, so a message is known by it together with its number. Receipts and replies are pushed,
without a signature, so the address they come to carries a key; or they are pulled from the account's message
queues, through the queues' own SDK.
"""
